namespace RnnGen.Formats;

/// <summary>GuitarML, Proteus, NeuralPi, CoreAudioML: <c>model_data</c>, and a PyTorch <c>state_dict</c> of <c>rec</c> and <c>lin</c>.</summary>
internal sealed class GuitarMlReader : IModelReader
{
    public ModelFormat Format => ModelFormat.GuitarMl;

    public bool Recognizes(InputFile file) => file.Json is { } root && root.Has("model_data") && root.Has("state_dict");

    public ImportedModel Read(InputFile file)
    {
        JsonPart root = file.Json!, data = root.Take("model_data");
        RequireText(data.Take("model"), "SimpleRNN");
        int inputs = data.Take("input_size").Whole(1, FormatLimits.Width), outputs = data.Take("output_size").Whole(1, FormatLimits.Width);
        int hidden = data.Take("hidden_size").Whole(1, FormatLimits.Width), layers = data.Take("num_layers").Whole(1, FormatLimits.Layers);
        JsonPart unit = data.Take("unit_type"), skip = data.Take("skip");
        bool isSkipped = skip.Flag();
        // lin(h) + x[0] for every output; InputSkip adds as many inputs as there are outputs.
        if (isSkipped && outputs > 1) throw skip.Wrong($"a skip to {outputs} outputs cannot be expressed; to one it can");
        // The recurrent part always has biases.
        bool isBiased = data.Take("bias_fl").Flag();
        data.RequireNoneLeft();
        RecurrentSpec recurrent = unit.Text() switch
        {
            "LSTM" => new LstmSpec(hidden),
            "GRU" => new GruSpec(hidden),
            "RNN" => new RnnSpec(hidden),
            string other => throw unit.Wrong($"expected LSTM, GRU or RNN, found '{other}'"),
        };
        var spec = new ModelSpec(new InputSpec(inputs), recurrent with { Layers = layers, Name = "rec" },
            new DenseSpec(outputs) { Bias = isBiased, Name = "lin" }) { InputSkip = isSkipped };
        TensorSet tensors = JsonTensors.Read(root.Take("state_dict"), file.Source);
        ModelMetadata metadata = JsonMetadata.Take(root);
        root.RequireNoneLeft();
        return new ImportedModel(NetworkBuilder.Fill(spec, tensors))
        {
            Format = Format,
            Metadata = metadata,
            Assumed = metadata.SampleRate is null ? ["The sample rate is not in the file; 44,100 Hz is the custom."] : [],
        };
    }

    private static void RequireText(JsonPart part, string expected)
    {
        if (part.Text() != expected) throw part.Wrong($"expected '{expected}', found '{part.Text()}'");
    }
}

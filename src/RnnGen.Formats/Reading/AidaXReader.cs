namespace RnnGen.Formats;

/// <summary>AIDA-X: RTNeural's Keras layout, gains and skip around it, and answers to check it against.</summary>
internal sealed class AidaXReader : IModelReader
{
    /// <summary>What RTNeural's files do not have.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["in_skip", "in_gain", "out_gain", "input_batch", "output_batch"];

    public ModelFormat Format => ModelFormat.AidaX;

    public bool Recognizes(InputFile file) => file.Json is { } root && root.Has("layers") && Keys.Any(root.Has);

    public ImportedModel Read(InputFile file)
    {
        JsonPart root = file.Json!;
        var layers = new RtNeuralLayers(root, file.Source);
        bool skip = root.TakeIfAny("in_skip")?.Flag() ?? false;
        double inputGain = root.TakeIfAny("in_gain")?.Decibels() ?? 0, outputGain = root.TakeIfAny("out_gain")?.Decibels() ?? 0;
        TestVector[] vectors = TakeVectors(root);
        ModelMetadata metadata = JsonMetadata.Take(root);
        root.RequireNoneLeft();
        var part = new ImportedPart(layers.Build(skip));
        return SelfCheck.Answers(file, new ImportedModel(part)
        {
            Format = Format, InputGainDecibels = inputGain, OutputGainDecibels = outputGain, TestVectors = vectors, Metadata = metadata,
        });
    }

    private static TestVector[] TakeVectors(JsonPart root)
    {
        JsonPart? inputs = root.TakeIfAny("input_batch"), outputs = root.TakeIfAny("output_batch");
        if ((inputs is null) != (outputs is null)) throw root.Wrong("expected input_batch and output_batch, or neither; found one of them");
        return inputs is null ? [] : [new TestVector(inputs.Tensor().Values, outputs!.Tensor().Values)];
    }
}

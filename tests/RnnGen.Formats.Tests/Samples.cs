namespace RnnGen.Formats.Tests;

/// <summary>Models to write and to read again.</summary>
internal static class Samples
{
    public static ImportedModel Model(params LayerSpec[] layers) => new(RandomParameters.Of(new ModelSpec(layers)));

    /// <summary>An amplifier as AIDA-X has them: everything around the network, and an answer to check it against.</summary>
    public static ImportedModel Amp()
    {
        var model = new ImportedModel(RandomParameters.Of(new ModelSpec(new InputSpec(1), new LstmSpec(6), new DenseSpec(1)) { InputSkip = true }))
        {
            InputGainDecibels = 3,
            OutputGainDecibels = -1.5,
            Metadata = new ModelMetadata
            {
                Name = "Plexi \"1968\"", Author = "me", License = "CC0", SampleRate = 48_000,
                Other = new Dictionary<string, string> { ["esr"] = "0.0123", ["style"] = "\"crunch\"" },
            },
        };
        float[] inputs = Sine(64, 1);
        return model with { TestVectors = [new TestVector(inputs, [.. model.Run(inputs).Select(value => (float)value)])] };
    }

    /// <summary>Two networks, the second of which reads the first and the input.</summary>
    public static ImportedModel Parts() => new(
        new ImportedPart(RandomParameters.Of(new ModelSpec(new InputSpec(3), new GruSpec(4) { Reset = GruReset.BeforeProduct, Name = "" }))) { Name = "below" },
        new ImportedPart(RandomParameters.Of(new ModelSpec(new InputSpec(7), new DenseSpec(2) { Activation = Activation.Sigmoid, Name = "" }), 2))
        {
            Name = "above", Reads = ["below", ImportedPart.ModelInput],
        })
    { Outputs = ["above", "below"] };

    /// <summary>T steps of so many inputs.</summary>
    public static float[] Sine(int steps, int width) => [.. Enumerable.Range(0, steps * width).Select(i => MathF.Sin(0.37f * i))];

    /// <summary>The outputs for some inputs, or tokens.</summary>
    public static double[] Run(ImportedModel model)
    {
        if (model.Parts.Count > 1) return model.Run(Sine(12, 3));
        var topology = new Topology(model.Spec);
        return model.Spec.ReadsTokens
            ? model.Run([.. Enumerable.Range(0, 12 * topology.InputsPerStep).Select(i => i * 7 % ((TokenSpec)topology.Sources[i % topology.InputsPerStep].Spec).Vocabulary)])
            : model.Run(Sine(12, topology.InputSize));
    }

    /// <summary>All values of all tensors, in order.</summary>
    public static float[] Values(ImportedModel model) => [.. model.Parts.SelectMany(part => part.Parameters.Tensors.SelectMany(tensor =>
    {
        float[] values = new float[tensor.Count];
        part.Parameters.Read(tensor.Name, values);
        return values;
    }))];
}

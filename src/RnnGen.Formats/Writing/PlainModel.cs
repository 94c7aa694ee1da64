namespace RnnGen.Formats;

/// <summary>What formats of audio models can hold: one network of real values, forward, with an output for each step.</summary>
internal static class PlainModel
{
    /// <summary>Checks it.</summary>
    /// <exception cref="NotSupportedException">The message names what <paramref name="format"/> cannot hold.</exception>
    public static void Require(ImportedModel model, string format)
    {
        if (model.Parts.Count > 1) throw Cannot(format, $"several networks ({string.Join(", ", model.Parts.Select(part => part.Name))})");
        if (model.Spec.ReadsTokens) throw Cannot(format, "a network that reads tokens");
        if (!model.Spec.HasOutputPerStep) throw Cannot(format, $"Output = {model.Spec.Output}");
    }

    /// <summary>Checks that nothing stands around the network.</summary>
    /// <exception cref="NotSupportedException">The message names what <paramref name="format"/> has no place for.</exception>
    public static void RequireBare(ImportedModel model, string format)
    {
        if (model.Spec.InputSkip) throw Cannot(format, "InputSkip (AIDA-X can)");
        if (model.InputGainDecibels != 0 || model.OutputGainDecibels != 0) throw Cannot(format, "gains (AIDA-X can)");
        RequireZeroState(model, format);
    }

    /// <summary>Checks that it starts at zero.</summary>
    /// <exception cref="NotSupportedException">It does not.</exception>
    public static void RequireZeroState(ImportedModel model, string format)
    {
        if (model.Single.InitialState.Values.Any(values => values.Any(value => value != 0))) throw Cannot(format, "an initial state (NAM can)");
    }

    /// <summary>Checks that a recurrent layer is PyTorch's and Keras's usual one.</summary>
    /// <exception cref="NotSupportedException">The message names the property.</exception>
    public static void RequireUsual(RecurrentSpec layer, string format)
    {
        RecurrentSpec usual = layer switch
        {
            LstmSpec lstm => new LstmSpec(lstm.Hidden),
            GruSpec gru => new GruSpec(gru.Hidden),
            _ => throw Cannot(format, $"a layer of the kind {layer.GetType().Name[..^4]}"),
        };
        // Dropout acts in training only; the number of layers and their name are the writer's concern, and a missing bias is a zero.
        usual = usual with { Layers = layer.Layers, Name = layer.Name, Bias = layer.Bias, Dropout = layer.Dropout, RecurrentDropout = layer.RecurrentDropout };
        if (usual != layer) throw Cannot(format, $"{new ModelSpec(layer with { Name = null })}; of {usual.GetType().Name[..^4]} only the usual kind");
    }

    /// <summary>The format cannot hold it.</summary>
    public static NotSupportedException Cannot(string format, string what) => new($"{format} cannot hold {what}.");
}

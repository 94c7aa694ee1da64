namespace RnnGen;

/// <summary>What a spec must be for the reference engine to run it.</summary>
internal static class ReferenceRules
{
    /// <exception cref="ArgumentException">The spec is not a network.</exception>
    /// <exception cref="NotSupportedException">It asks for something that is not built; the message names the property.</exception>
    public static void Check(ModelSpec spec)
    {
        CheckOrder(spec);
        foreach (LayerSpec layer in spec.Layers)
        {
            CheckSizes(layer);
            CheckBuilt(layer);
        }
        if (spec.InputSkip) CheckInputSkip(spec);
    }

    private static void CheckOrder(ModelSpec spec)
    {
        int sources = spec.Sources.Count();
        if (sources == 0) throw Wrong("it has no source: begin with InputSpec, OneHotSpec or EmbeddingSpec");
        if (spec.Layers.Take(sources).Any(layer => layer is not SourceSpec)) throw Wrong("a source stands after a layer; sources come first");
        if (sources == spec.Layers.Count) throw Wrong("it has no layer after its sources");
        if (sources > 1 && spec.Sources.Any(source => source is InputSpec)) throw Wrong("an InputSpec stands beside another source; it must be the only one");
        if (!spec.HasOutputPerStep && !spec.Layers.Any(layer => layer is RecurrentSpec)) throw Wrong($"Output = {spec.Output} needs a recurrent layer to pool after");
    }

    private static void CheckSizes(LayerSpec layer)
    {
        switch (layer)
        {
            case InputSpec input:
                Positive(input.Size, "InputSpec.Size");
                break;
            case TokenSpec token:
                Positive(token.Vocabulary, $"{token.GetType().Name}.Vocabulary");
                Positive(token.Width, $"{token.GetType().Name}'s width");
                break;
            case DenseSpec dense:
                Positive(dense.Size, "DenseSpec.Size");
                CheckActivation(dense.Activation, softmaxAllowed: true);
                break;
            case RecurrentSpec recurrent:
                Positive(recurrent.Hidden, $"{recurrent.GetType().Name}.Hidden");
                Positive(recurrent.Layers, $"{recurrent.GetType().Name}.Layers");
                if (recurrent is LstmSpec { Projection: < 0 } lstm) throw Wrong($"LstmSpec.Projection is {lstm.Projection}; it must be 0 or more");
                foreach (ActivationSpec activation in ActivationsOf(recurrent)) CheckActivation(activation, softmaxAllowed: false);
                break;
        }
    }

    private static ActivationSpec[] ActivationsOf(RecurrentSpec layer) => layer switch
    {
        RnnSpec rnn => [rnn.Activation],
        LstmSpec lstm => [lstm.GateActivation, lstm.Activation, lstm.OutputActivation],
        GruSpec gru => [gru.GateActivation, gru.Activation],
        _ => [],
    };

    private static void CheckActivation(ActivationSpec activation, bool softmaxAllowed)
    {
        if (!Enum.IsDefined(activation.Kind)) throw Wrong($"the activation {activation.Kind} is unknown");
        if (activation.Kind == Activation.Softmax && !softmaxAllowed) throw Wrong("Softmax stands in a recurrent layer; it is for DenseSpec only");
        if (activation.Kind is Activation.LeakyRelu or Activation.Elu && !(activation.Alpha >= 0))
        {
            throw Wrong(FormattableString.Invariant($"{activation.Kind} has α = {activation.Alpha}; it must be 0 or more"));
        }
    }

    private static void CheckBuilt(LayerSpec layer)
    {
        if (layer is DropoutSpec) throw NotBuilt("DropoutSpec");
        if (layer is not RecurrentSpec recurrent) return;
        if (recurrent is MinGruSpec) throw NotBuilt("MinGruSpec");
        if (recurrent.Skip != Skip.None) throw NotBuilt($"Skip = {recurrent.Skip}");
        if (recurrent.Dropout != 0) throw NotBuilt("Dropout");
        if (recurrent.RecurrentDropout != 0) throw NotBuilt("RecurrentDropout");
        if (recurrent.LayerNorm) throw NotBuilt("LayerNorm");
        if (recurrent is not LstmSpec lstm) return;
        if (lstm.Peephole) throw NotBuilt("Peephole");
        if (lstm.Gates != LstmGates.Standard) throw NotBuilt($"Gates = {lstm.Gates}");
    }

    private static void CheckInputSkip(ModelSpec spec)
    {
        if (!spec.HasOutputPerStep) throw NotBuilt($"InputSkip with Output = {spec.Output}");
        if (spec.ReadsTokens) throw Wrong("InputSkip needs real inputs; the model reads tokens");
        var topology = new Topology(spec);
        if (topology.OutputSize > topology.InputSize)
        {
            throw Wrong($"InputSkip adds the first {topology.OutputSize} inputs to the output; a step has {topology.InputSize}");
        }
    }

    private static void Positive(int value, string what)
    {
        if (value < 1) throw Wrong($"{what} is {value}; it must be 1 or more");
    }

    private static ArgumentException Wrong(string why) => new($"This is not a network: {why}.", "spec");

    private static NotSupportedException NotBuilt(string what) => new($"The reference engine does not support {what} yet.");
}

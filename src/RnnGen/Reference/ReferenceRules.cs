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
            if (layer is RecurrentSpec recurrent) CheckRecurrent(recurrent);
        }
        if (spec.Layers.OfType<DenseSpec>().FirstOrDefault(dense => dense.Tied) is { } tied) CheckTied(spec, tied);
        if (spec.InputSkip) CheckInputSkip(spec);
        if (spec.Output == OutputMode.FinalState) CheckFinalState(spec);
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

    private static void CheckTied(ModelSpec spec, DenseSpec tied)
    {
        if (!ReferenceEquals(spec.Layers[spec.Layers.Count - 1], tied)) throw Wrong("a DenseSpec that is Tied is not the last layer");
        if (spec.Sources.Count() != 1 || spec.Sources.First() is not EmbeddingSpec table) throw Wrong("DenseSpec.Tied needs one EmbeddingSpec as the only source");
        int inputs = new Topology(spec).Nodes[^1].InputWidth;
        if (tied.Size != table.Vocabulary || inputs != table.Size)
        {
            throw Wrong($"the table is {table.Vocabulary} × {table.Size}, but the W of the DenseSpec that is Tied to it {tied.Size} × {inputs}");
        }
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
            case DropoutSpec dropout:
                Probability(dropout.Probability, "DropoutSpec.Probability");
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

    private static void CheckRecurrent(RecurrentSpec layer)
    {
        string kind = layer.GetType().Name;
        Probability(layer.Dropout, $"{kind}.Dropout");
        Probability(layer.RecurrentDropout, $"{kind}.RecurrentDropout");
        if (!CellPlace.ReadsState(layer) && layer.RecurrentDropout > 0) throw Wrong($"{kind} has a RecurrentDropout, but no product with h");
        if (!CellPlace.ReadsState(layer) && layer.LayerNorm) throw Wrong($"{kind} has LayerNorm, which is for RNN, LSTM and GRU");
    }

    // The two directions end at different steps, so no one step's input could go around the layer.
    private static void CheckFinalState(ModelSpec spec)
    {
        if (spec.Layers.OfType<RecurrentSpec>().Last() is { Direction: Direction.Bidirectional, Layers: > 1, Skip: Skip.Residual or Skip.Highway } last)
        {
            throw Wrong($"Output = FinalState takes the last layer's directions at different steps; Skip = {last.Skip} needs the same step");
        }
    }

    private static void CheckActivation(ActivationSpec activation, bool softmaxAllowed)
    {
        if (!Enum.IsDefined(activation.Kind)) throw Wrong($"the activation {activation.Kind} is unknown");
        if (activation.Kind == Activation.Softmax && !softmaxAllowed) throw Wrong("Softmax stands in a recurrent layer; it is for DenseSpec only");
        if (activation.Kind is Activation.LeakyRelu or Activation.Elu && !(activation.Alpha >= 0))
        {
            throw Wrong(FormattableString.Invariant($"{activation.Kind} has α = {activation.Alpha}; it must be 0 or more"));
        }
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

    private static void Probability(float value, string what)
    {
        if (!(value >= 0 && value < 1)) throw Wrong(FormattableString.Invariant($"{what} is {value}; it must be at least 0 and below 1"));
    }

    private static ArgumentException Wrong(string why) => new($"This is not a network: {why}.", "spec");

    private static NotSupportedException NotBuilt(string what) => new($"The reference engine does not support {what} yet.");
}

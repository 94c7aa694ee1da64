namespace RnnGen.Generator.Parsing;

/// <summary>Turns a layer's attribute into its spec. What the numbers may be is checked elsewhere.</summary>
internal static class LayerReader
{
    /// <summary>The layer, or null for an attribute that this generator does not know.</summary>
    public static LayerSpec? Read(AttributeReader a)
    {
        LayerSpec? layer = a.Kind switch
        {
            "Input" => new InputSpec(a.Argument<int>(0)),
            "OneHot" => new OneHotSpec(a.Argument<int>(0)),
            "Embedding" => new EmbeddingSpec(a.Argument<int>(0), a.Argument<int>(1)),
            "Dense" => new DenseSpec(a.Argument<int>(0))
            {
                Activation = ReadActivation(a, "Activation", Activation.Identity),
                Bias = a.Property("Bias", true),
                Tied = a.Property("Tied", false),
            },
            "Dropout" => new DropoutSpec(a.Argument<float>(0)),
            "Rnn" => ReadCommon(a, new RnnSpec(a.Argument<int>(0)) { Activation = ReadActivation(a, "Activation", Activation.Tanh) }),
            "Lstm" => ReadCommon(a, new LstmSpec(a.Argument<int>(0))
            {
                Projection = a.Property("Projection", 0),
                Peephole = a.Property("Peephole", false),
                Gates = a.Property("Gates", LstmGates.Standard),
                GateActivation = ReadActivation(a, "GateActivation", Activation.Sigmoid),
                Activation = ReadActivation(a, "Activation", Activation.Tanh),
                OutputActivation = ReadActivation(a, "OutputActivation", Activation.Tanh),
                Clip = a.Property("Clip", 0f),
                CellClip = a.Property("CellClip", 0f),
            }),
            "Gru" => ReadCommon(a, new GruSpec(a.Argument<int>(0))
            {
                Reset = a.Property("Reset", GruReset.AfterProduct),
                GateActivation = ReadActivation(a, "GateActivation", Activation.Sigmoid),
                Activation = ReadActivation(a, "Activation", Activation.Tanh),
                Clip = a.Property("Clip", 0f),
            }),
            "MinGru" => ReadCommon(a, new MinGruSpec(a.Argument<int>(0))),
            _ => null,
        };
        return layer is null ? null : layer with { Name = a.Property<string?>("Name", null) };
    }

    /// <summary>What has no effect (a warning) is left out, so that it makes no different network.</summary>
    private static RecurrentSpec ReadCommon(AttributeReader a, RecurrentSpec layer)
    {
        int layers = a.Property("Layers", 1);
        Direction direction = a.Property("Direction", Direction.Forward);
        return layer with
        {
            Layers = layers,
            Direction = direction,
            Merge = direction == Direction.Bidirectional ? a.Property("Merge", Merge.Concat) : Merge.Concat,
            Skip = layers > 1 ? a.Property("Skip", Skip.None) : Skip.None,
            Bias = a.Property("Bias", true),
            Dropout = layers > 1 ? a.Property("Dropout", 0f) : 0f,
            RecurrentDropout = a.Property("RecurrentDropout", 0f),
            LayerNorm = a.Property("LayerNorm", false),
        };
    }

    /// <summary>A function with its parameters.</summary>
    public static ActivationSpec ReadActivation(AttributeReader a, string property, Activation @default)
    {
        Activation kind = a.Property(property, @default);
        float alpha = a.Property(property + "Alpha", float.NaN), beta = a.Property(property + "Beta", float.NaN);
        return new ActivationSpec(kind,
            float.IsNaN(alpha) || !ActivationSpec.HasAlpha(kind) ? ActivationSpec.DefaultAlpha(kind) : alpha,
            float.IsNaN(beta) || !ActivationSpec.HasBeta(kind) ? ActivationSpec.DefaultBeta(kind) : beta);
    }
}

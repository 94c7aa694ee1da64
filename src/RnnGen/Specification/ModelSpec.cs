namespace RnnGen;

/// <summary>A whole network, as it was declared. Two specs are equal when their declarations are.</summary>
/// <remarks>Generated models carry theirs as <c>M.Spec</c>; one can also be built at run time:
/// <c>new ModelSpec(new InputSpec(1), new LstmSpec(16), new DenseSpec(1))</c>. Nothing is checked here:
/// the analyzer checks declarations, <c>ReferenceNetwork</c> checks what it is given.</remarks>
public sealed record ModelSpec : ParameterSpec
{
    /// <summary>A network of these layers in the order of the data's way; sources come first.</summary>
    public ModelSpec(params LayerSpec[] layers) => Layers = new(layers);

    /// <summary>All layers in the order of the data's way.</summary>
    public EquatableArray<LayerSpec> Layers { get; init; }

    /// <summary>Which of a sequence's outputs the model gives.</summary>
    public OutputMode Output { get; init; }

    /// <summary>Whether the first OutputSize inputs are added to the output.</summary>
    public bool InputSkip { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<SpecPart> Parts => [new("", this)];

    /// <summary>The layers that bring values in.</summary>
    public IEnumerable<SourceSpec> Sources => Layers.OfType<SourceSpec>();

    /// <summary>Whether a step takes token ids rather than real values.</summary>
    public bool ReadsTokens => Layers.Count > 0 && Layers[0] is TokenSpec;

    /// <summary>Whether the model gives an output for each step rather than one for each sequence.</summary>
    public bool HasOutputPerStep => Output == OutputMode.EveryStep;

    /// <summary>Whether every layer runs forward, so that a sequence can be fed in pieces.</summary>
    public bool RunsForward => Layers.OfType<RecurrentSpec>().All(layer => layer.Direction == Direction.Forward);

    /// <summary>Whether anything is dropped in training.</summary>
    public bool HasDropout => Layers.Any(layer => layer is DropoutSpec { Probability: > 0 } or RecurrentSpec { RecurrentDropout: > 0 }
        or RecurrentSpec { Dropout: > 0, Layers: > 1 });

    /// <summary>The declaration in canonical form: equal networks give equal text.</summary>
    public override string ToString() => Declaration.Write(this);
}

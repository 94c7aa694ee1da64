namespace RnnGen;

/// <summary>How an encoder's final state becomes its decoder's initial state.</summary>
public enum Bridge
{
    /// <summary>It is the same: the states' vectors agree in order, kind and size.</summary>
    Identity,
    /// <summary>All of the encoder's vectors, concatenated, go through one dense layer, which gives all of the decoder's.</summary>
    Dense,
}

/// <summary>An encoder and a decoder, joined at the state. Two specs are equal when their declarations are.</summary>
/// <remarks>Nothing is checked here: the analyzer checks declarations, <c>ReferencePair</c> checks what it is given.</remarks>
/// <param name="Encoder">Reads the source; its final state is used, its outputs are not.</param>
/// <param name="Decoder">Runs forward from the state that the bridge gives it.</param>
public sealed record Seq2SeqSpec(ModelSpec Encoder, ModelSpec Decoder) : ParameterSpec
{
    /// <summary>The parts' names, which are the prefixes of their tensors.</summary>
    public const string EncoderName = "encoder", BridgeName = "bridge", DecoderName = "decoder";

    /// <summary>What joins them.</summary>
    public Bridge Bridge { get; init; }

    /// <summary>φ of a dense bridge.</summary>
    public ActivationSpec BridgeActivation { get; init; } = Activation.Tanh;

    /// <summary>A dense bridge as a network; null where the state is taken over as it is.</summary>
    public ModelSpec? BridgeModel => Bridge == Bridge.Identity ? null : new ModelSpec(
        new InputSpec(StateVector.SlotsOf(Encoder).Sum(slot => slot.Length)),
        new DenseSpec(StateVector.SlotsOf(Decoder).Sum(slot => slot.Length)) { Activation = BridgeActivation, Name = "" });

    /// <inheritdoc/>
    public override IReadOnlyList<SpecPart> Parts => BridgeModel is { } bridge
        ? [new(EncoderName, Encoder), new(BridgeName, bridge), new(DecoderName, Decoder)]
        : [new(EncoderName, Encoder), new(DecoderName, Decoder)];

    /// <summary>Whether the encoder's state can be the decoder's as it is.</summary>
    public bool StatesFit => StateVector.SlotsOf(Encoder).SequenceEqual(StateVector.SlotsOf(Decoder));

    /// <summary>The declaration in canonical form: equal pairs give equal text.</summary>
    public override string ToString() => Declaration.Write(this);
}

/// <summary>One vector of a state, by what it is.</summary>
/// <param name="Kind"><c>h</c> or <c>c</c>.</param>
/// <param name="Length">Its length.</param>
public sealed record StateVector(string Kind, int Length)
{
    /// <summary>A network's, in the order of its state.</summary>
    public static IReadOnlyList<StateVector> SlotsOf(ModelSpec model)
    {
        var vectors = new List<StateVector>();
        foreach (CellNode cell in new Topology(model).Cells)
        {
            vectors.Add(new("h", cell.Spec.CellOutput));
            if (cell.Spec is LstmSpec) vectors.Add(new("c", cell.Spec.Hidden));
        }
        return vectors;
    }

    /// <summary><c>h [8]</c></summary>
    public override string ToString() => FormattableString.Invariant($"{Kind} [{Length}]");
}

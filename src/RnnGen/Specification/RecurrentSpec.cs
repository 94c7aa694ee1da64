namespace RnnGen;

/// <summary>A stack of recurrent layers of one kind.</summary>
/// <param name="Hidden">H, the number of units.</param>
public abstract record RecurrentSpec(int Hidden) : LayerSpec
{
    /// <summary>The number of layers, one above the other.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>The order of reading.</summary>
    public Direction Direction { get; init; }

    /// <summary>How two directions become one output.</summary>
    public Merge Merge { get; init; }

    /// <summary>A connection around layers 1, 2, ….</summary>
    public Skip Skip { get; init; }

    /// <summary>Whether there are biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Dropout between the layers.</summary>
    public float Dropout { get; init; }

    /// <summary>Dropout of the recurrent input, one mask a sequence.</summary>
    public float RecurrentDropout { get; init; }

    /// <summary>Whether the products with x and h are normalised; the norms' biases then stand in the place of b.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>The width of one direction's output.</summary>
    public virtual int CellOutput => Hidden;

    /// <summary>The width of one layer's merged output.</summary>
    public int Width => Direction == Direction.Bidirectional && Merge == Merge.Concat ? 2 * CellOutput : CellOutput;
}

/// <summary>h = φ(W·x + U·h + b).</summary>
/// <param name="Hidden">H, the number of units.</param>
public sealed record RnnSpec(int Hidden) : RecurrentSpec(Hidden)
{
    /// <summary>φ.</summary>
    public ActivationSpec Activation { get; init; } = RnnGen.Activation.Tanh;
}

/// <summary>Long short-term memory, gates i f g o.</summary>
/// <param name="Hidden">H, the number of units.</param>
public sealed record LstmSpec(int Hidden) : RecurrentSpec(Hidden)
{
    /// <summary>P, the width of the projected output; 0 means none.</summary>
    public int Projection { get; init; }

    /// <summary>Whether the gates see the cell.</summary>
    public bool Peephole { get; init; }

    /// <summary>Which gates there are.</summary>
    public LstmGates Gates { get; init; }

    /// <summary>Of i, f and o.</summary>
    public ActivationSpec GateActivation { get; init; } = RnnGen.Activation.Sigmoid;

    /// <summary>Of g.</summary>
    public ActivationSpec Activation { get; init; } = RnnGen.Activation.Tanh;

    /// <summary>Of c, before it is multiplied with o.</summary>
    public ActivationSpec OutputActivation { get; init; } = RnnGen.Activation.Tanh;

    /// <summary>Bound of the gates' pre-activations; 0 means none.</summary>
    public float Clip { get; init; }

    /// <summary>Bound of c; 0 means none.</summary>
    public float CellClip { get; init; }

    /// <inheritdoc/>
    public override int CellOutput => Projection > 0 ? Projection : Hidden;
}

/// <summary>Gated recurrent unit, gates r z n.</summary>
/// <param name="Hidden">H, the number of units.</param>
public sealed record GruSpec(int Hidden) : RecurrentSpec(Hidden)
{
    /// <summary>Where r acts.</summary>
    public GruReset Reset { get; init; }

    /// <summary>Of r and z.</summary>
    public ActivationSpec GateActivation { get; init; } = RnnGen.Activation.Sigmoid;

    /// <summary>Of n.</summary>
    public ActivationSpec Activation { get; init; } = RnnGen.Activation.Tanh;

    /// <summary>Bound of the gates' pre-activations; 0 means none.</summary>
    public float Clip { get; init; }
}

/// <summary>GRU whose gates z h̃ do not see h.</summary>
/// <param name="Hidden">H, the number of units.</param>
public sealed record MinGruSpec(int Hidden) : RecurrentSpec(Hidden);

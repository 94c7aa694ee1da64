namespace RnnGen.Benchmarks.Cells;

/// <summary>The cells that are compared.</summary>
public enum CellKind
{
    /// <summary>h = tanh(W·x + U·h + b).</summary>
    Rnn,

    /// <summary>Gates i f g o.</summary>
    Lstm,

    /// <summary>Gates r z n, the reset applied after the product (PyTorch).</summary>
    Gru,
}

/// <summary>A cell and its sizes.</summary>
public sealed record CellShape(CellKind Kind, int Inputs, int Hidden)
{
    /// <summary>What is measured: a guitar amplifier's size, a keyword spotter's, a small language model's.</summary>
    public static IReadOnlyList<CellShape> All { get; } =
    [
        .. from kind in Enum.GetValues<CellKind>()
           from size in new[] { (Inputs: 1, Hidden: 16), (Inputs: 16, Hidden: 32), (Inputs: 64, Hidden: 128) }
           select new CellShape(kind, size.Inputs, size.Hidden),
    ];

    /// <summary>Rows of W and U for every hidden unit.</summary>
    public int Gates => Kind switch { CellKind.Rnn => 1, CellKind.Lstm => 4, _ => 3 };

    /// <summary>Floats of the recurrent state: h, and for the LSTM c behind it.</summary>
    public int StateSize => Kind == CellKind.Lstm ? 2 * Hidden : Hidden;

    public override string ToString() => $"{Kind.ToString().ToUpperInvariant()} {Inputs} → {Hidden}";
}

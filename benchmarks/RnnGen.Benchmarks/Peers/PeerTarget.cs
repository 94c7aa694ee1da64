using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>A cell that is compared with the peers, and the cycles that a step of it should take at most (AVX-512, 32 KB and more of L1).</summary>
internal sealed record PeerTarget(CellShape Shape, int Cycles)
{
    /// <summary>All, in the order of the tables.</summary>
    public static IReadOnlyList<PeerTarget> All { get; } =
    [
        .. Of(CellKind.Lstm, 122, 142, 205, 250, 410, 1050, 150, 300, 1650, 7400, 42000),
        .. Of(CellKind.Gru, 115, 135, 180, 215, 350, 780, 145, 270, 1230, 5300, 28500),
        new(new(CellKind.Rnn, 1, 16), 75),
        new(new(CellKind.Rnn, 64, 128), 1900),
    ];

    /// <summary>How many times as fast as the better of ONNX Runtime and oneDNN a sequence should be.</summary>
    public double SequenceRatio => Shape.Hidden <= 32 ? 2.5 : 1.2;

    private static IEnumerable<PeerTarget> Of(CellKind kind, params int[] cycles)
    {
        (int, int)[] sizes = [(1, 8), (1, 16), (1, 20), (1, 32), (1, 40), (1, 64), (8, 16), (16, 32), (32, 64), (64, 128), (128, 256)];
        return sizes.Zip(cycles, (size, most) => new PeerTarget(new(kind, size.Item1, size.Item2), most));
    }
}

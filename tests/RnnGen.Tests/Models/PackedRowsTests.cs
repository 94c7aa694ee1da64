namespace RnnGen.Tests.Models;

/// <summary>Every row is one step of one sequence, and knows the row of the state before it.</summary>
public class PackedRowsTests
{
    public static TheoryData<int[]> Lengths => [[1], [5], [3, 3, 3], [4, 3, 3, 1], [7, 2], [9, 9, 8, 8, 8, 2, 1, 1], [200, 150, 3]];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void RowsAreStepByStep(int[] lengths)
    {
        PackedRows packed = Pack(lengths);
        Assert.Equal((lengths.Length, lengths[0], lengths.Sum()), (packed.Sequences, packed.Steps, packed.Rows));
        Dictionary<(int B, int T), int> rows = RowsOf(lengths);
        for (int b = 0; b < lengths.Length; b++) Assert.Equal(rows[(b, lengths[b] - 1)], packed.LastOf(b));
        for (int t = 0; t < lengths[0]; t++) Assert.Equal(rows[(0, t)], packed.FirstOf(t));
    }

    /// <summary>Forward, states in front of the steps: before row (b, t) is that of (b, t − 1), or the initial state b.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void ForwardPiecesKnowTheStateBefore(int[] lengths)
    {
        PackedRows packed = Pack(lengths);
        Dictionary<(int B, int T), int> rows = RowsOf(lengths);
        Check(lengths, packed.Forward, packed.ForwardChunks, packed.ForwardRuns, (b, t) => t == 0 ? b : lengths.Length + rows[(b, t - 1)]);
    }

    /// <summary>Backward, behind the steps: before row (b, t) is that of (b, t + 1), or the initial state b.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void BackwardPiecesKnowTheStateBefore(int[] lengths)
    {
        PackedRows packed = Pack(lengths);
        Dictionary<(int B, int T), int> rows = RowsOf(lengths);
        Check(lengths, packed.Backward, packed.BackwardChunks, packed.BackwardRuns, (b, t) => t == lengths[b] - 1 ? lengths.Sum() + b : rows[(b, t + 1)]);
    }

    [Fact]
    public void ChunksBeginAtMultiplesOfTheirSteps()
    {
        PackedRows packed = Pack([200, 150, 3]);
        Assert.Equal(42, packed.ChunkSteps);
        Assert.Equal([0, 42, 84, 126, 168], packed.ForwardChunks.ToArray().Select(chunk => packed.Forward[chunk.FirstPiece].Step));
    }

    [Fact]
    public void AnotherLengthIsTakenUp()
    {
        PackedRows packed = Pack([4, 2]);
        packed.Set([3, 1]);
        Assert.Equal((2, 3, 4), (packed.Sequences, packed.Steps, packed.Rows));
        packed.Set(2);
        Assert.Equal((1, 2, 2), (packed.Sequences, packed.Steps, packed.Rows));
    }

    private static PackedRows Pack(int[] lengths)
    {
        var packed = new PackedRows(lengths[0], lengths.Length);
        packed.Set(lengths);
        return packed;
    }

    private static Dictionary<(int B, int T), int> RowsOf(int[] lengths) => Enumerable.Range(0, lengths[0])
        .SelectMany(t => Enumerable.Range(0, lengths.Length).Where(b => lengths[b] > t).Select(b => (b, t))).Select((place, row) => (place, row))
        .ToDictionary(pair => pair.place, pair => pair.row);

    private static void Check(int[] lengths, ReadOnlySpan<RowPiece> pieces, ReadOnlySpan<RowChunk> chunks, ReadOnlySpan<RowPiece> runs, Func<int, int, int> before)
    {
        Dictionary<(int B, int T), int> rows = RowsOf(lengths);
        var befores = new int[rows.Count];
        var seen = new List<int>();
        foreach (RowPiece piece in pieces)
        {
            for (int k = 0; k < piece.Count; k++)
            {
                int b = piece.Sequence + k, row = piece.First + k;
                Assert.Equal(rows[(b, piece.Step)], row);
                Assert.Equal(before(b, piece.Step), befores[row] = piece.Before + k);
                seen.Add(row);
            }
        }
        Assert.Equal(Enumerable.Range(0, rows.Count), seen);

        var chunked = new List<int>();
        foreach (RowChunk chunk in chunks)
        {
            Assert.Equal(chunk.First, pieces[chunk.FirstPiece].First);
            Assert.Equal(chunk.Count, pieces[chunk.FirstPiece..chunk.EndPiece].ToArray().Sum(piece => piece.Count));
            foreach (RowPiece run in runs[chunk.FirstRun..chunk.EndRun])
            {
                for (int k = 0; k < run.Count; k++)
                {
                    Assert.Equal(befores[run.First + k], run.Before + k);
                    chunked.Add(run.First + k);
                }
            }
        }
        Assert.Equal(Enumerable.Range(0, rows.Count), chunked);
    }
}

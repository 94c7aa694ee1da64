using System.ComponentModel;

namespace RnnGen;

/// <summary>
/// Where the steps of several sequences lie in one buffer: all first steps, then all second steps, and so on, the longest sequence
/// first (PyTorch's <c>PackedSequence</c>). For generated code.
/// </summary>
/// <remarks>
/// A buffer of a cell's states has one row more for each sequence, that of its initial state: in front of the steps where the cell
/// reads forward, behind them where it reads backward. One sequence is the case in which row t is step t.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PackedRows
{
    private readonly int[] _lengths, _firsts;
    private readonly PieceList _forward, _backward, _forwardRuns, _backwardRuns;

    /// <summary>Room for <paramref name="maxSequences"/> sequences of at most <paramref name="maxSteps"/> steps.</summary>
    public PackedRows(int maxSteps, int maxSequences)
    {
        _lengths = new int[maxSequences];
        _firsts = new int[maxSteps + 1];
        // A backward cell's step is cut where a sequence ends.
        int ends = Math.Min(maxSteps, maxSequences);
        (_forward, _backward) = (new PieceList(maxSteps), new PieceList(maxSteps + ends));
        (_forwardRuns, _backwardRuns) = (new PieceList(ends + 1), new PieceList(2 * ends));
    }

    /// <summary>The number of sequences.</summary>
    public int Sequences { get; private set; }

    /// <summary>Steps of the longest.</summary>
    public int Steps { get; private set; }

    /// <summary>Steps of all.</summary>
    public int Rows => _firsts[Steps];

    /// <summary>For each step, in this order, the rows that a cell runs together.</summary>
    public ReadOnlySpan<RowPiece> Forward => _forward.Pieces;

    /// <summary>The same of a cell that reads backward; it begins with the last.</summary>
    public ReadOnlySpan<RowPiece> Backward => _backward.Pieces;

    /// <summary>All rows, in the longest pieces whose states before them lie one after another, too.</summary>
    public ReadOnlySpan<RowPiece> ForwardRuns => _forwardRuns.Pieces;

    /// <inheritdoc cref="ForwardRuns"/>
    public ReadOnlySpan<RowPiece> BackwardRuns => _backwardRuns.Pieces;

    /// <summary>Steps of a sequence.</summary>
    public int LengthOf(int sequence) => _lengths[sequence];

    /// <summary>The row of step <paramref name="step"/> of the first sequence; those of the others follow.</summary>
    public int FirstOf(int step) => _firsts[step];

    /// <summary>The row of a sequence's last step.</summary>
    public int LastOf(int sequence) => _firsts[_lengths[sequence] - 1] + sequence;

    /// <summary>One sequence of <paramref name="steps"/> steps.</summary>
    public void Set(int steps) => Set(new ReadOnlySpan<int>(in steps));

    /// <summary>Sequences of these lengths, the longest first, each of one step at least.</summary>
    public void Set(ReadOnlySpan<int> lengths)
    {
        if (lengths.SequenceEqual(_lengths.AsSpan(0, Sequences))) return;
        lengths.CopyTo(_lengths);
        (Sequences, Steps) = (lengths.Length, lengths[0]);
        int running = Sequences;
        for (int t = 0; t < Steps; t++)
        {
            while (_lengths[running - 1] <= t) running--;
            _firsts[t + 1] = _firsts[t] + running;
        }
        _forward.Clear();
        _backward.Clear();
        for (int t = 0; t < Steps; t++)
        {
            int count = CountOf(t), later = t + 1 < Steps ? CountOf(t + 1) : 0;
            _forward.Add(new RowPiece(_firsts[t], count, t == 0 ? 0 : Sequences + _firsts[t - 1], 0, t));
            if (later > 0) _backward.Add(new RowPiece(_firsts[t], later, _firsts[t + 1], 0, t));
            if (later < count) _backward.Add(new RowPiece(_firsts[t] + later, count - later, Rows + later, later, t));
        }
        _forward.JoinInto(_forwardRuns);
        _backward.JoinInto(_backwardRuns);
    }

    private int CountOf(int step) => _firsts[step + 1] - _firsts[step];

    private sealed class PieceList(int most)
    {
        private readonly RowPiece[] _pieces = new RowPiece[most];
        private int _count;

        public ReadOnlySpan<RowPiece> Pieces => _pieces.AsSpan(0, _count);

        public void Clear() => _count = 0;

        public void Add(RowPiece piece) => _pieces[_count++] = piece;

        /// <summary>Joins pieces that follow one another, as do the states before them.</summary>
        public void JoinInto(PieceList runs)
        {
            runs.Clear();
            foreach (RowPiece piece in Pieces)
            {
                ref RowPiece last = ref runs._pieces[Math.Max(runs._count - 1, 0)];
                bool follows = runs._count > 0 && last.First + last.Count == piece.First && last.Before + last.Count == piece.Before;
                if (follows) last = last with { Count = last.Count + piece.Count };
                else runs.Add(piece);
            }
        }
    }
}

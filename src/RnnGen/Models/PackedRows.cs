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
    private int _firstStep;
    private readonly PieceList _forward, _backward;

    /// <summary>Room for <paramref name="maxSequences"/> sequences of at most <paramref name="maxSteps"/> steps.</summary>
    public PackedRows(int maxSteps, int maxSequences)
    {
        _lengths = new int[maxSequences];
        _firsts = new int[maxSteps + 1];
        // A backward cell's step is cut where a sequence ends.
        (_forward, _backward) = (new PieceList(maxSteps), new PieceList(maxSteps + Math.Min(maxSteps, maxSequences)));
        MaxSequences = maxSequences;
        ChunkSteps = ChunkStepsOf(maxSequences);
    }

    /// <summary>Rows of a chunk, where there is room for fewer sequences: of 128 units they are 256 KB of an LSTM's gradients.</summary>
    private const int ChunkRows = 128;

    /// <summary>The most sequences that fit.</summary>
    public int MaxSequences { get; }

    /// <summary>
    /// Steps of a chunk. Gradients are added chunk by chunk from the last on, so that sequences which are cut behind a multiple of as many
    /// steps give the same gradients bit for bit.
    /// </summary>
    public int ChunkSteps { get; }

    /// <summary><see cref="ChunkSteps"/> where there is room for so many sequences.</summary>
    public static int ChunkStepsOf(int maxSequences) => Math.Max(1, ChunkRows / maxSequences);

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

    /// <summary>All rows, in chunks of whole pieces of <see cref="Forward"/>.</summary>
    public ReadOnlySpan<RowChunk> ForwardChunks => _forward.Chunks;

    /// <summary>The same of <see cref="Backward"/>.</summary>
    public ReadOnlySpan<RowChunk> BackwardChunks => _backward.Chunks;

    /// <summary>The rows of the chunks, in the longest pieces whose states before them lie one after another, too.</summary>
    public ReadOnlySpan<RowPiece> ForwardRuns => _forward.Runs;

    /// <inheritdoc cref="ForwardRuns"/>
    public ReadOnlySpan<RowPiece> BackwardRuns => _backward.Runs;

    /// <summary>Steps of a sequence.</summary>
    public int LengthOf(int sequence) => _lengths[sequence];

    /// <summary>The row of step <paramref name="step"/> of the first sequence; those of the others follow.</summary>
    public int FirstOf(int step) => _firsts[step];

    /// <summary>The row of a sequence's last step.</summary>
    public int LastOf(int sequence) => _firsts[_lengths[sequence] - 1] + sequence;

    /// <summary>One sequence of <paramref name="steps"/> steps.</summary>
    public void Set(int steps, int firstStep = 0) => Set(new ReadOnlySpan<int>(in steps), firstStep);

    /// <summary>
    /// Sequences of these lengths, the longest first, each of one step at least; their first step is number <paramref name="firstStep"/>
    /// of <see cref="RowPiece.Step"/>.
    /// </summary>
    public void Set(ReadOnlySpan<int> lengths, int firstStep = 0)
    {
        if (firstStep == _firstStep && lengths.SequenceEqual(_lengths.AsSpan(0, Sequences))) return;
        lengths.CopyTo(_lengths);
        _firstStep = firstStep;
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
            _forward.Add(new RowPiece(_firsts[t], count, t == 0 ? 0 : Sequences + _firsts[t - 1], 0, firstStep + t));
            if (later > 0) _backward.Add(new RowPiece(_firsts[t], later, _firsts[t + 1], 0, firstStep + t));
            if (later < count) _backward.Add(new RowPiece(_firsts[t] + later, count - later, Rows + later, later, firstStep + t));
        }
        _forward.Cut(ChunkSteps);
        _backward.Cut(ChunkSteps);
    }

    private int CountOf(int step) => _firsts[step + 1] - _firsts[step];

    private sealed class PieceList(int most)
    {
        private readonly RowPiece[] _pieces = new RowPiece[most], _runs = new RowPiece[most];
        private readonly RowChunk[] _chunks = new RowChunk[most];
        private int _count, _runCount, _chunkCount;

        public ReadOnlySpan<RowPiece> Pieces => _pieces.AsSpan(0, _count);

        public ReadOnlySpan<RowPiece> Runs => _runs.AsSpan(0, _runCount);

        public ReadOnlySpan<RowChunk> Chunks => _chunks.AsSpan(0, _chunkCount);

        public void Clear() => _count = _runCount = _chunkCount = 0;

        public void Add(RowPiece piece) => _pieces[_count++] = piece;

        /// <summary>Cuts the pieces into chunks, and joins those of a chunk that follow one another, as do the states before them.</summary>
        public void Cut(int steps)
        {
            for (int i = 0; i < _count;)
            {
                int first = i, firstRun = _runCount, rows = 0, end = _pieces[i].Step + steps;
                while (i < _count && _pieces[i].Step < end)
                {
                    Join(_pieces[i], firstRun);
                    rows += _pieces[i++].Count;
                }
                _chunks[_chunkCount++] = new RowChunk(_pieces[first].First, rows, first, i, firstRun, _runCount);
            }
        }

        private void Join(RowPiece piece, int firstRun)
        {
            if (_runCount > firstRun && _runs[_runCount - 1] is var last
                && last.First + last.Count == piece.First && last.Before + last.Count == piece.Before)
            {
                _runs[_runCount - 1] = last with { Count = last.Count + piece.Count };
            }
            else _runs[_runCount++] = piece;
        }
    }
}

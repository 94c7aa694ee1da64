using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>
/// Some rows of a batch as packed rows, a segment of their steps at a time: the longest first, all first steps, then all second steps, and
/// so on. Rows that have ended before a segment have no part in it; they are the last ones, so that the others are where they were.
/// </summary>
internal sealed class PackedBatch<TInput>
{
    private readonly BatchShape _shape;
    private readonly int _segmentSteps, _stateSize;
    private readonly TInput[] _inputs;
    private readonly float[] _outputs, _states, _stateGradients;
    private readonly ulong[] _seeds;
    private readonly int[] _rows, _lengths, _lengthsNow;
    private readonly long[] _order;

    // The states at the segments' begins; of the last segment they are not needed again.
    private readonly float[][] _kept;
    private int _count, _segment, _countNow, _stepsNow;

    /// <summary>Room for <paramref name="most"/> rows of <paramref name="segmentSteps"/> steps at a time.</summary>
    public PackedBatch(BatchShape shape, int most, int segmentSteps, int stateSize)
    {
        (_shape, _segmentSteps, _stateSize) = (shape, segmentSteps, stateSize);
        _inputs = new TInput[most * segmentSteps * shape.InputsPerStep];
        _outputs = new float[most * (shape.HasOutputPerStep ? segmentSteps : 1) * shape.OutputSize];
        _states = new float[most * stateSize];
        _stateGradients = new float[most * stateSize];
        _seeds = new ulong[most];
        (_rows, _lengths, _lengthsNow, _order) = (new int[most], new int[most], new int[most], new long[most]);
        _kept = new float[(shape.Steps - 1) / segmentSteps][];
        for (int i = 0; i < _kept.Length; i++) _kept[i] = new float[most * stateSize];
    }

    /// <summary>Segments of the rows taken.</summary>
    public int Segments => (_lengths[0] - 1) / _segmentSteps + 1;

    /// <summary>The number of the segment's first step.</summary>
    public int FirstStep => _segment * _segmentSteps;

    /// <summary>For each packed row, the values of a step.</summary>
    public ReadOnlySpan<TInput> Inputs => _inputs.AsSpan(0, _stepsNow * _shape.InputsPerStep);

    /// <summary>Steps of each row.</summary>
    public ReadOnlySpan<int> Lengths => _lengthsNow.AsSpan(0, _countNow);

    /// <summary>The seeds of the rows' dropout masks.</summary>
    public ReadOnlySpan<ulong> Seeds => _seeds.AsSpan(0, _countNow);

    /// <summary>The rows' states.</summary>
    public Span<float> States => _states.AsSpan(0, _countNow * _stateSize);

    /// <summary>For each packed row, or for each row, an output.</summary>
    public Span<float> Outputs => _outputs.AsSpan(0, OutputCount * _shape.OutputSize);

    /// <summary>The outputs' gradients, which <see cref="Measure"/> writes over them: over a large vocabulary they are most of what a batch takes.</summary>
    public ReadOnlySpan<float> OutputGradients => Outputs;

    /// <summary>Zeros where a row ends: truncated, what comes after the batch sends nothing back. From segment to segment they are carried on.</summary>
    public Span<float> StateGradients => _stateGradients.AsSpan(0, _countNow * _stateSize);

    private int OutputCount => _shape.HasOutputPerStep ? _stepsNow : _countNow;

    private int StepsWithOutput => _shape.HasOutputPerStep ? _lengthsNow[0] : 1;

    /// <summary>Takes the rows <paramref name="first"/> … <paramref name="end"/> − 1, with all rows' <paramref name="states"/>.</summary>
    public void Take(Batch<TInput> batch, int first, int end, ReadOnlySpan<float> states)
    {
        _count = end - first;
        // By length, the longest first; equal ones in the order of the batch.
        for (int b = 0; b < _count; b++) _order[b] = (-(long)batch.LengthOf(first + b) << 32) + b;
        _order.AsSpan(0, _count).Sort();
        for (int b = 0; b < _count; b++)
        {
            _rows[b] = first + (int)(_order[b] & uint.MaxValue);
            _lengths[b] = batch.LengthOf(_rows[b]);
            states.Slice(_rows[b] * _stateSize, _stateSize).CopyTo(_states.AsSpan(b * _stateSize));
        }
        Array.Clear(_stateGradients);
    }

    /// <summary>Draws the seeds of the rows' dropout masks.</summary>
    public void Seed(int seed, long step)
    {
        for (int b = 0; b < _count; b++) _seeds[b] = DropoutSeed.Of(seed, step, _rows[b]);
    }

    /// <summary>Packs the inputs of a segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(Batch<TInput> batch, int segment)
    {
        (_segment, _countNow, _stepsNow) = (segment, 0, 0);
        while (_countNow < _count && _lengths[_countNow] > FirstStep)
        {
            _stepsNow += _lengthsNow[_countNow] = Math.Min(_lengths[_countNow] - FirstStep, _segmentSteps);
            _countNow++;
        }
        int size = _shape.InputsPerStep;
        for (int t = 0, n = 0; t < _lengthsNow[0]; t++)
        {
            for (int b = 0; b < _countNow && _lengthsNow[b] > t; b++, n++)
            {
                batch.InputsOf(_rows[b]).Slice((FirstStep + t) * size, size).CopyTo(_inputs.AsSpan(n * size));
            }
        }
    }

    /// <summary>Keeps the states that the segment begins with.</summary>
    public void KeepStates() => States.CopyTo(_kept[_segment]);

    /// <summary>Brings them back.</summary>
    public void RestoreStates() => _kept[_segment].AsSpan(0, _countNow * _stateSize).CopyTo(States);

    /// <summary>Hands the states of all rows back.</summary>
    public void GiveStates(Span<float> states)
    {
        for (int b = 0; b < _count; b++) _states.AsSpan(b * _stateSize, _stateSize).CopyTo(states[(_rows[b] * _stateSize)..]);
    }

    /// <summary>
    /// Adds each row's losses to its place in <paramref name="losses"/>, where that is not empty; the first segment begins at zero. The
    /// outputs become their gradients, <paramref name="scale"/> · ∂loss/∂outputs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Measure(Batch<TInput> batch, float scale, Span<double> losses)
    {
        for (int b = 0; b < _count && _segment == 0 && !losses.IsEmpty; b++) losses[_rows[b]] = 0;
        int size = _shape.OutputSize;
        for (int t = 0, n = 0; t < StepsWithOutput; t++)
        {
            for (int b = 0; b < _countNow && _lengthsNow[b] > t; b++, n++)
            {
                Span<float> output = _outputs.AsSpan(n * size, size);
                if (!Counts(b))
                {
                    output.Clear();
                    continue;
                }
                double loss = batch.LossOf(_rows[b], IndexOf(t), output, scale, output);
                if (!losses.IsEmpty) losses[_rows[b]] += loss;
            }
        }
    }

    /// <summary>The largest of each output, laid out as the batch's classes are.</summary>
    public void Predict(Span<int> predicted)
    {
        int size = _shape.OutputSize;
        for (int t = 0, n = 0; t < StepsWithOutput; t++)
        {
            for (int b = 0; b < _countNow && _lengthsNow[b] > t; b++, n++)
            {
                if (Counts(b)) predicted[_rows[b] * _shape.OutputsPerRow + IndexOf(t)] = ClassificationMetrics.Largest(_outputs.AsSpan(n * size, size));
            }
        }
    }

    /// <summary>The output of a row's last step is the one of the segment in which the row ends.</summary>
    private bool Counts(int b) => _shape.HasOutputPerStep || _lengths[b] - FirstStep <= _segmentSteps;

    private int IndexOf(int t) => _shape.HasOutputPerStep ? FirstStep + t : 0;
}

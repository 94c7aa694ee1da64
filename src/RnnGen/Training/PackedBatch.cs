namespace RnnGen;

/// <summary>Some rows of a batch as packed rows: the longest first, all first steps, then all second steps, and so on.</summary>
/// <param name="shape">The batch.</param>
/// <param name="most">The most rows.</param>
/// <param name="stateSize">Floats of a state.</param>
internal sealed class PackedBatch<TInput>(BatchShape shape, int most, int stateSize)
{
    private readonly TInput[] _inputs = new TInput[most * shape.InputsPerRow];
    private readonly float[] _outputs = new float[most * shape.OutputsPerRow * shape.OutputSize];
    private readonly float[] _outputGradients = new float[most * shape.OutputsPerRow * shape.OutputSize];
    private readonly float[] _states = new float[most * stateSize], _stateGradients = new float[most * stateSize];
    private readonly ulong[] _seeds = new ulong[most];
    private readonly int[] _rows = new int[most], _lengths = new int[most];
    private readonly long[] _order = new long[most];
    private int _count, _steps;

    /// <summary>For each packed row, the values of a step.</summary>
    public ReadOnlySpan<TInput> Inputs => _inputs.AsSpan(0, _steps * shape.InputsPerStep);

    /// <summary>Steps of each row.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, _count);

    /// <summary>The seeds of the rows' dropout masks.</summary>
    public ReadOnlySpan<ulong> Seeds => _seeds.AsSpan(0, _count);

    /// <summary>The rows' states.</summary>
    public Span<float> States => _states.AsSpan(0, _count * stateSize);

    /// <summary>For each packed row, or for each row, an output.</summary>
    public Span<float> Outputs => _outputs.AsSpan(0, OutputCount * shape.OutputSize);

    /// <summary>The outputs' gradients.</summary>
    public Span<float> OutputGradients => _outputGradients.AsSpan(0, OutputCount * shape.OutputSize);

    /// <summary>Zeros on entry: truncated, what comes after the batch sends nothing back.</summary>
    public Span<float> StateGradients => _stateGradients.AsSpan(0, _count * stateSize);

    private int OutputCount => shape.HasOutputPerStep ? _steps : _count;

    /// <summary>Packs the rows <paramref name="first"/> … <paramref name="end"/> − 1, with all rows' <paramref name="states"/>.</summary>
    public void Take(Batch<TInput> batch, int first, int end, ReadOnlySpan<float> states)
    {
        _count = end - first;
        // By length, the longest first; equal ones in the order of the batch.
        for (int b = 0; b < _count; b++) _order[b] = (-(long)batch.LengthOf(first + b) << 32) + b;
        _order.AsSpan(0, _count).Sort();
        _steps = 0;
        for (int b = 0; b < _count; b++)
        {
            _rows[b] = first + (int)(_order[b] & uint.MaxValue);
            _steps += _lengths[b] = batch.LengthOf(_rows[b]);
            states.Slice(_rows[b] * stateSize, stateSize).CopyTo(_states.AsSpan(b * stateSize));
        }
        int size = shape.InputsPerStep;
        for (int t = 0, n = 0; t < _lengths[0]; t++)
        {
            for (int b = 0; b < _count && _lengths[b] > t; b++, n++) batch.InputsOf(_rows[b]).Slice(t * size, size).CopyTo(_inputs.AsSpan(n * size));
        }
        StateGradients.Clear();
    }

    /// <summary>Draws the seeds of the rows' dropout masks.</summary>
    public void Seed(int seed, long step)
    {
        for (int b = 0; b < _count; b++) _seeds[b] = DropoutSeed.Of(seed, step, _rows[b]);
    }

    /// <summary>Hands the states back.</summary>
    public void GiveStates(Span<float> states)
    {
        for (int b = 0; b < _count; b++) _states.AsSpan(b * stateSize, stateSize).CopyTo(states[(_rows[b] * stateSize)..]);
    }

    /// <summary>Each row's sum of losses, to its place in <paramref name="losses"/>; the outputs' gradients become <paramref name="scale"/> · ∂loss/∂outputs.</summary>
    public void Measure(Batch<TInput> batch, float scale, double[] losses)
    {
        for (int b = 0; b < _count; b++) losses[_rows[b]] = 0;
        int size = shape.OutputSize;
        for (int t = 0, n = 0; t < (shape.HasOutputPerStep ? _lengths[0] : 1); t++)
        {
            for (int b = 0; b < _count && _lengths[b] > t; b++, n++)
            {
                losses[_rows[b]] += batch.LossOf(_rows[b], t, _outputs.AsSpan(n * size, size), scale, _outputGradients.AsSpan(n * size, size));
            }
        }
    }

    /// <summary>The largest of each output, laid out as the batch's classes are.</summary>
    public void Predict(Span<int> predicted)
    {
        int size = shape.OutputSize;
        for (int t = 0, n = 0; t < (shape.HasOutputPerStep ? _lengths[0] : 1); t++)
        {
            for (int b = 0; b < _count && _lengths[b] > t; b++, n++)
            {
                predicted[_rows[b] * shape.OutputsPerRow + t] = ClassificationMetrics.Largest(_outputs.AsSpan(n * size, size));
            }
        }
    }
}

namespace RnnGen;

/// <summary>The rows of a batch that one thread works on, and what it needs for that.</summary>
/// <param name="shape">The batch.</param>
/// <param name="first">The first row.</param>
/// <param name="end">The row behind the last.</param>
internal sealed class BatchShard<TModel, TInput>(BatchShape shape, int first, int end)
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly RnnTape _tape = TModel.CreateTape(shape.Steps);

    // One row's.
    private readonly float[] _outputs = new float[shape.OutputsPerRow * shape.OutputSize];
    private readonly float[] _outputGradients = new float[shape.OutputsPerRow * shape.OutputSize];
    private readonly float[] _stateGradient = new float[TModel.StateSize];

    /// <summary>∂Loss/∂parameters, summed over the shard's rows.</summary>
    public ParameterBuffer Gradients { get; } = new(TModel.Spec);

    /// <summary>Cuts a batch into <paramref name="count"/> shards of consecutive rows, as even as they can be.</summary>
    public static BatchShard<TModel, TInput>[] Cut(BatchShape shape, int count) =>
        [.. Enumerable.Range(0, count).Select(k => new BatchShard<TModel, TInput>(shape, FirstRow(shape, k, count), FirstRow(shape, k + 1, count)))];

    /// <summary>Forward and backward through the rows: each row's sum of losses to <paramref name="losses"/>, their gradients to <see cref="Gradients"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The whole batch.</param>
    /// <param name="states">All rows' states: initial on entry, final on return.</param>
    /// <param name="losses">One for each row.</param>
    /// <param name="scale">Of the gradients: 1 / (elements counted).</param>
    /// <param name="seed">The run's.</param>
    /// <param name="step">Steps made before this one.</param>
    public void Train(TModel model, Batch<TInput> batch, float[] states, double[] losses, float scale, int seed, long step)
    {
        Gradients.Clear();
        for (int row = first; row < end; row++)
        {
            ReadOnlySpan<TInput> inputs = batch.InputsOf(row);
            Span<float> outputs = _outputs.AsSpan(0, batch.OutputValuesOf(row)), outputGradients = _outputGradients.AsSpan(0, outputs.Length);
            _tape.DropoutSeed = DropoutSeed.Of(seed, step, row);
            model.Forward(inputs, StateOf(states, row), outputs, _tape);
            losses[row] = batch.LossOf(row, outputs, scale, outputGradients);
            // Truncated: what comes after the batch sends nothing back.
            Array.Clear(_stateGradient);
            model.Backward(inputs, _tape, outputGradients, Gradients, [], _stateGradient);
        }
    }

    /// <summary>Forward through the rows, without dropout: each row's sum of losses to <paramref name="losses"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The whole batch.</param>
    /// <param name="states">All rows' states: initial on entry, final on return.</param>
    /// <param name="losses">One for each row.</param>
    /// <param name="predicted">The largest of each output, laid out as the batch's classes are; null: not wanted.</param>
    public void Evaluate(TModel model, Batch<TInput> batch, float[] states, double[] losses, int[]? predicted)
    {
        for (int row = first; row < end; row++)
        {
            Span<float> outputs = _outputs.AsSpan(0, batch.OutputValuesOf(row));
            model.Forward(batch.InputsOf(row), StateOf(states, row), outputs);
            losses[row] = batch.LossOf(row, outputs, 0f, _outputGradients.AsSpan(0, outputs.Length));
            if (predicted is not null) ClassificationMetrics.Largest(outputs, shape.OutputSize, predicted.AsSpan(row * shape.OutputsPerRow));
        }
    }

    private static int FirstRow(BatchShape shape, int shard, int count) => (int)((long)shape.Rows * shard / count);

    private static Span<float> StateOf(float[] states, int row) => states.AsSpan(row * TModel.StateSize, TModel.StateSize);
}

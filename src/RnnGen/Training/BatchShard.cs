namespace RnnGen;

/// <summary>The rows of a batch that one thread works on, and what it needs for that.</summary>
/// <param name="shape">The batch.</param>
/// <param name="first">The first row.</param>
/// <param name="end">The row behind the last.</param>
internal sealed class BatchShard<TModel, TInput>(BatchShape shape, int first, int end)
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    /// <summary>Outputs that are kept at a time: with a large vocabulary rows go through in several groups.</summary>
    private const int MostOutputs = 1 << 22;

    private readonly int _together = Together(shape, end - first);
    private readonly RnnTape _tape = TModel.CreateTape(shape.Steps, Together(shape, end - first));
    private readonly PackedBatch<TInput> _rows = new(shape, Together(shape, end - first), TModel.StateSize);

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
        for (int row = first; row < end; row += _together)
        {
            _rows.Take(batch, row, Math.Min(row + _together, end), states);
            _rows.Seed(seed, step);
            model.ForwardMany(_rows.Inputs, _rows.Lengths, _rows.Seeds, _rows.States, _rows.Outputs, _tape);
            _rows.GiveStates(states);
            _rows.Measure(batch, scale, losses);
            model.BackwardMany(_rows.Inputs, _tape, _rows.OutputGradients, Gradients, [], _rows.StateGradients);
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
        for (int row = first; row < end; row += _together)
        {
            _rows.Take(batch, row, Math.Min(row + _together, end), states);
            model.ForwardMany(_rows.Inputs, _rows.Lengths, [], _rows.States, _rows.Outputs, _tape);
            _rows.GiveStates(states);
            _rows.Measure(batch, scale: 0f, losses);
            if (predicted is not null) _rows.Predict(predicted);
        }
    }

    private static int Together(BatchShape shape, int rows) => Math.Clamp(MostOutputs / (shape.OutputsPerRow * shape.OutputSize), 1, rows);

    private static int FirstRow(BatchShape shape, int shard, int count) => (int)((long)shape.Rows * shard / count);
}

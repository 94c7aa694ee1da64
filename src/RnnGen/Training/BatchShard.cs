namespace RnnGen;

/// <summary>The rows of a batch that one thread works on, and what it needs for that.</summary>
internal sealed class BatchShard<TModel, TInput>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly int _first, _end, _together;
    private readonly RnnTape _tape;
    private readonly PackedBatch<TInput> _rows;

    /// <summary>Rows <paramref name="first"/> … <paramref name="end"/> − 1; 0 for <paramref name="checkpointEvery"/> means that all steps are one segment.</summary>
    public BatchShard(BatchShape shape, int first, int end, int checkpointEvery)
    {
        ShardSize size = ShardSize.Of(shape, end - first, checkpointEvery);
        (_first, _end, _together) = (first, end, size.Together);
        _tape = TModel.CreateTape(size.Steps, size.TapeRows);
        _rows = new PackedBatch<TInput>(shape, size.Together, size.Steps, TModel.StateSize);
    }

    /// <summary>∂Loss/∂parameters, summed over the shard's rows.</summary>
    public ParameterBuffer Gradients { get; } = new(TModel.Spec);

    /// <summary>Cuts a batch into <paramref name="count"/> shards of consecutive rows, as even as they can be.</summary>
    public static BatchShard<TModel, TInput>[] Cut(BatchShape shape, int count, int checkpointEvery) =>
        [.. Enumerable.Range(0, count).Select(k => new BatchShard<TModel, TInput>(shape, FirstRow(shape, k, count), FirstRow(shape, k + 1, count), checkpointEvery))];

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
        for (int row = _first; row < _end; row += _together)
        {
            _rows.Take(batch, row, Math.Min(row + _together, _end), states);
            _rows.Seed(seed, step);
            int last = _rows.Segments - 1;
            for (int segment = 0; segment <= last; segment++)
            {
                _rows.Begin(batch, segment);
                if (segment < last) _rows.KeepStates();
                Forward(model, _rows.Seeds);
                _rows.Measure(batch, scale, losses);
            }
            _rows.GiveStates(states);
            // The tape holds the last segment; the others are recorded anew.
            Backward(model);
            for (int segment = last - 1; segment >= 0; segment--)
            {
                _rows.Begin(batch, segment);
                _rows.RestoreStates();
                Forward(model, _rows.Seeds);
                _rows.Measure(batch, scale, losses: []);
                Backward(model);
            }
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
        for (int row = _first; row < _end; row += _together)
        {
            _rows.Take(batch, row, Math.Min(row + _together, _end), states);
            for (int segment = 0; segment < _rows.Segments; segment++)
            {
                _rows.Begin(batch, segment);
                Forward(model, seeds: []);
                if (predicted is not null) _rows.Predict(predicted);
                _rows.Measure(batch, scale: 0f, losses);
            }
            _rows.GiveStates(states);
        }
    }

    private void Forward(TModel model, ReadOnlySpan<ulong> seeds)
    {
        _tape.FirstStep = _rows.FirstStep;
        model.ForwardMany(_rows.Inputs, _rows.Lengths, seeds, _rows.States, _rows.Outputs, _tape);
    }

    private void Backward(TModel model) =>
        model.BackwardMany(_rows.Inputs, _tape, _rows.OutputGradients, Gradients, [], _rows.StateGradients);

    private static int FirstRow(BatchShape shape, int shard, int count) => (int)((long)shape.Rows * shard / count);
}

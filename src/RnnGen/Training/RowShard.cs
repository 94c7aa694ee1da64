namespace RnnGen;

/// <summary>What one thread of a pair's trainer works with.</summary>
internal sealed class RowShard<TModel, TSource, TTarget>
    where TModel : class, ISeq2SeqModel<TModel, TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly Seq2SeqBatch<TSource, TTarget> _batch;
    private readonly Seq2SeqTrainerOptions _options;
    private readonly Seq2SeqTape _tape;
    private readonly float[] _outputs, _outputGradients, _state, _logits;

    public RowShard(TModel model, Seq2SeqBatch<TSource, TTarget> batch, Seq2SeqTrainerOptions options)
    {
        (_model, _batch, _options) = (model, batch, options);
        _tape = TModel.CreateTape(options.SourceSteps, options.TargetSteps);
        Gradients = new ParameterBuffer(TModel.Spec);
        _outputs = new float[options.TargetSteps * batch.Shape.OutputSize];
        _outputGradients = new float[_outputs.Length];
        _state = new float[new StateLayout(new Topology(TModel.Spec.Decoder)).Length];
        _logits = new float[batch.Shape.OutputSize];
    }

    public ParameterBuffer Gradients { get; }

    /// <summary>Forward and backward through some rows: each one's sum of losses to <paramref name="losses"/>.</summary>
    public void Train(int firstRow, int endRow, long step, float scale, double[] losses)
    {
        Gradients.Clear();
        for (int row = firstRow; row < endRow; row++)
        {
            ulong seed = DropoutSeed.Of(_options.Seed, step, row);
            if (_options.TeacherForcing < 1) FeedOwnChoices(row, seed);
            _tape.DropoutSeed = seed;
            int values = ValuesOf(row);
            Span<float> outputs = _outputs.AsSpan(0, values);
            _model.Forward(_batch.SourceOf(row), _batch.TargetInputsOf(row), outputs, _tape);
            Span<float> gradients = _outputGradients.AsSpan(0, values);
            losses[row] = _batch.TargetsOf(_options.Loss).SumOf(_batch.Shape, row, outputs, scale, gradients);
            _model.Backward(_batch.SourceOf(row), _batch.TargetInputsOf(row), _tape, gradients, Gradients, [], []);
        }
    }

    /// <summary>Forward only; where <paramref name="predicted"/> is given, it gets the largest of each output.</summary>
    public void Evaluate(int firstRow, int endRow, double[] losses, int[]? predicted)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            int values = ValuesOf(row);
            Span<float> outputs = _outputs.AsSpan(0, values);
            _model.Forward(_batch.SourceOf(row), _batch.TargetInputsOf(row), outputs);
            losses[row] = _batch.TargetsOf(_options.Loss).SumOf(_batch.Shape, row, outputs, 0f, _outputGradients.AsSpan(0, values));
            if (predicted is not null) ClassificationMetrics.Largest(outputs, _batch.Shape.OutputSize, predicted.AsSpan(row * _batch.Shape.OutputsPerRow));
        }
    }

    private int ValuesOf(int row) => _batch.TargetLengths[row] * _batch.Shape.OutputSize;

    /// <summary>Runs the decoder step by step, and now and then replaces an input by what it chose in the step before.</summary>
    private void FeedOwnChoices(int row, ulong seed)
    {
        Span<TTarget> inputs = _batch.TargetInputsOf(row);
        _model.Encode(_batch.SourceOf(row), _state);
        for (int t = 0; t < inputs.Length; t++)
        {
            // 53 bits of a hash, as a number in [0, 1).
            double draw = (BitMix.Combine(seed, (ulong)t + 1) >> 11) * (1.0 / (1UL << 53));
            if (t > 0 && draw >= _options.TeacherForcing)
            {
                System.Runtime.InteropServices.MemoryMarshal.Cast<TTarget, int>(inputs)[t] = LogSoftmax.Largest(_logits);
            }
            _model.Step(inputs.Slice(t, 1), _state, _logits);
        }
    }
}

namespace RnnGen;

/// <summary>Trains an encoder and a decoder together, on batches of pairs of sequences, and measures their loss.</summary>
/// <remarks>
/// <para>Spans are row-major: BatchSize rows of SourceSteps or TargetSteps steps, each step with its input values; targets likewise, one class
/// or OutputSize values for each target step. Lengths say how many steps of a row count; what lies behind them is not looked at, and rows of
/// different length give the same as each row alone.</para>
/// <para>The decoder's inputs are given (teacher forcing): a begin token and the target shifted by one, say. With
/// <see cref="Seq2SeqTrainerOptions.TeacherForcing"/> below 1 the decoder's own choices take the place of some.</para>
/// <para>The same seed, data, thread count and machine give the same numbers bit for bit. Nothing is allocated after the first step.</para>
/// </remarks>
/// <typeparam name="TModel">The generated pair.</typeparam>
/// <typeparam name="TSource">What the encoder reads: <c>float</c> or <c>int</c>.</typeparam>
/// <typeparam name="TTarget">What the decoder reads: <c>float</c> or <c>int</c>.</typeparam>
public sealed class Seq2SeqTrainer<TModel, TSource, TTarget> : IDisposable
    where TModel : class, ISeq2SeqModel<TModel, TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly Optimizer _optimizer;
    private readonly Seq2SeqTrainerOptions _options;
    private readonly Seq2SeqBatch<TSource, TTarget> _batch;
    private readonly RowShard<TModel, TSource, TTarget>[] _shards;
    private readonly WorkerTeam _team;
    private readonly Action<int> _runShard;
    private readonly TrainingRun _run;

    // The sum of each row's losses, so that they are added in the same order however many threads there are.
    private readonly double[] _losses;
    private float _scale;

    // The class of each output that scored highest, made when metrics are first asked for; and whether this evaluation wants it.
    private int[]? _predicted;
    private int[]? _wanted;
    private bool _isTraining;

    // That the decoder's own choices can be its inputs is known.
    private bool _hasFeedback;

    /// <summary>Prepares to train <paramref name="model"/>, and binds <paramref name="optimizer"/> to it.</summary>
    /// <exception cref="ArgumentException">The loss takes the softmax or σ itself, and the decoder's last layer already does; or the decoder's own
    /// choices cannot be its inputs, which TeacherForcing below 1 asks for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A batch does not fit into an array, or a row not into a tape.</exception>
    /// <exception cref="InvalidOperationException">The optimizer belongs to another model.</exception>
    public Seq2SeqTrainer(TModel model, Optimizer optimizer, Seq2SeqTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        OutputHead.RequireLogits(TModel.Spec.Decoder, options.Loss);
        _options = options;
        RequireFeedback();
        _batch = new Seq2SeqBatch<TSource, TTarget>(TModel.Spec, options);
        int threads = Math.Min(options.Threads, options.BatchSize);
        // Before the optimizer is bound: a tape may turn out too long.
        _shards = [.. Enumerable.Range(0, threads).Select(_ => new RowShard<TModel, TSource, TTarget>(model, _batch, options))];
        optimizer.Bind(model.Parameters);
        (_model, _optimizer) = (model, optimizer);
        _losses = new double[options.BatchSize];
        _run = new TrainingRun(model.Parameters, optimizer, options.Seed);
        _team = new WorkerTeam(threads);
        _runShard = RunShard;
    }

    /// <summary>Trains on one batch with <see cref="Loss.SoftmaxCrossEntropy"/>; steps with a negative class do not count.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a class or length is out of range, a token is unknown, or the loss takes
    /// real targets; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the step, and the row or the tensor. Parameters are unchanged.
    /// Or the update made a parameter or a moment infinite: parameters are changed, and the message says so.</exception>
    public TrainingResult Step(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, ReadOnlySpan<int> classes,
        ReadOnlySpan<int> sourceLengths = default, ReadOnlySpan<int> targetLengths = default) =>
        Step(_batch.Take(sources, targetInputs, new Targets(_options.Loss, classes), sourceLengths, targetLengths));

    /// <summary>Trains on one batch with a loss of real targets.</summary>
    /// <exception cref="ArgumentException">As above; or the loss takes classes.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the step, and the row or the tensor. Parameters are unchanged.
    /// Or the update made a parameter or a moment infinite: parameters are changed, and the message says so.</exception>
    public TrainingResult Step(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, ReadOnlySpan<float> targets,
        ReadOnlySpan<int> sourceLengths = default, ReadOnlySpan<int> targetLengths = default) =>
        Step(_batch.Take(sources, targetInputs, new Targets(_options.Loss, targets), sourceLengths, targetLengths));

    /// <summary>The mean loss of one batch with <see cref="Loss.SoftmaxCrossEntropy"/>, under full teacher forcing and without dropout; changes no parameter. A loss that is not finite is returned.</summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, ReadOnlySpan<int> classes,
        ReadOnlySpan<int> sourceLengths = default, ReadOnlySpan<int> targetLengths = default) =>
        Evaluate(_batch.Take(sources, targetInputs, new Targets(_options.Loss, classes), sourceLengths, targetLengths));

    /// <summary>The same, and adds every prediction that counts to <paramref name="metrics"/>.</summary>
    /// <exception cref="ArgumentException">As for a training step; or the metrics are of another number of classes.</exception>
    public float Evaluate(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, ReadOnlySpan<int> classes, ClassificationMetrics metrics,
        ReadOnlySpan<int> sourceLengths = default, ReadOnlySpan<int> targetLengths = default)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _batch.Shape.Check(metrics);
        _predicted ??= new int[_batch.Shape.Rows * _batch.Shape.OutputsPerRow];
        float loss = Evaluate(_batch.Take(sources, targetInputs, new Targets(_options.Loss, classes), sourceLengths, targetLengths), _predicted);
        _batch.Shape.Count(metrics, classes, _predicted, targetLengths);
        return loss;
    }

    /// <summary>The mean loss of one batch with a loss of real targets, under full teacher forcing and without dropout; changes no parameter. A loss that is not finite is returned.</summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TSource> sources, ReadOnlySpan<TTarget> targetInputs, ReadOnlySpan<float> targets,
        ReadOnlySpan<int> sourceLengths = default, ReadOnlySpan<int> targetLengths = default) =>
        Evaluate(_batch.Take(sources, targetInputs, new Targets(_options.Loss, targets), sourceLengths, targetLengths));

    /// <summary>What <see cref="Report"/> asks whether to stop; null means that nothing is asked.</summary>
    public EarlyStopping? EarlyStopping { get => _run.EarlyStopping; set => _run.EarlyStopping = value; }

    /// <summary>
    /// Reports a measure on held-out data, say the loss after each epoch, to <see cref="Optimizer.Plateau"/> and to <see cref="EarlyStopping"/>;
    /// returns whether it is time to stop. <see cref="RestoreBest"/> then brings back the best parameters.
    /// </summary>
    public bool Report(double metric) => _run.Report(metric);

    /// <summary>Gives the pair the parameters of the best report.</summary>
    /// <exception cref="InvalidOperationException">There is no <see cref="EarlyStopping"/>, or no measure was reported yet.</exception>
    public void RestoreBest() => _run.RestoreBest();

    /// <summary>
    /// Writes a checkpoint as safetensors, whole or not at all: parameters; the optimizer's moments, step count, learning rate and
    /// <see cref="Optimizer.Plateau"/>; <see cref="EarlyStopping"/> with its best parameters; the seed.
    /// </summary>
    /// <remarks>
    /// A run that loads it, with the same settings and data, goes on as if it had not been stopped, bit for bit: dropout and scheduled sampling depend on
    /// the seed and the step count. Settings are the program's, and not saved. For using the pair, save the pair.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void Save(string path) => _run.Save(path);

    /// <summary>Reads what <see cref="Save"/> wrote with the same pair, kind of optimizer and seed.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or another run's; nothing is changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing is changed.</exception>
    public void Load(string path) => _run.Load(path);

    /// <summary>Ends the threads; the trainer neither trains nor evaluates afterwards.</summary>
    public void Dispose() => _team.Dispose();

    private TrainingResult Step(long count)
    {
        RequireFeedback();
        (_isTraining, _scale) = (true, 1f / count);
        float loss = MeanLoss(count);
        if (!float.IsFinite(loss)) throw NotFinite.Loss(loss, _optimizer.StepCount, _losses);
        ParameterBuffer gradients = _shards[0].Gradients;
        // In the shards' order, so that the sums do not depend on which thread was first.
        for (int i = 1; i < _shards.Length; i++) Gradients.Add(gradients, _shards[i].Gradients);
        double norm = Gradients.Norm(gradients);
        if (!double.IsFinite(norm)) throw NotFinite.Gradient(gradients, _optimizer.StepCount);
        _optimizer.Step(_model.Parameters, gradients, Gradients.Clip(gradients, norm, _options.GradientClip, _options.GradientClipValue));
        return new TrainingResult(loss, (float)norm);
    }

    private float Evaluate(long count, int[]? predicted = null)
    {
        (_isTraining, _wanted) = (false, predicted);
        return MeanLoss(count);
    }

    private float MeanLoss(long count)
    {
        _team.Run(_runShard);
        double sum = 0;
        foreach (double loss in _losses) sum += loss;
        return (float)(sum / count);
    }

    private void RunShard(int shard)
    {
        int rows = _options.BatchSize, first = (int)((long)rows * shard / _shards.Length), end = (int)((long)rows * (shard + 1) / _shards.Length);
        if (_isTraining) _shards[shard].Train(first, end, _optimizer.StepCount, _scale, _losses);
        else _shards[shard].Evaluate(first, end, _losses, _wanted);
    }

    /// <summary>At first, and at the first step behind which forcing is lowered: the answer stays the same.</summary>
    private void RequireFeedback()
    {
        if (_hasFeedback || _options.TeacherForcing >= 1) return;
        TokenFeedback.Require(TModel.Spec.Decoder, "TeacherForcing below 1");
        _hasFeedback = true;
    }
}

using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Trains a model on batches of sequences, and measures its loss.</summary>
/// <remarks>
/// <para>Spans are row-major: BatchSize rows of Steps steps, each step with its input values; targets likewise, one class or OutputSize
/// values for each step, or for each row where the model gives one output for a sequence. With lengths, a row's later steps are not looked at.</para>
/// <para>With <see cref="TrainerOptions.CarryState"/>, training and evaluation each carry states of their own:
/// evaluating leaves the training's states alone. The carried states change only when a call returns normally.</para>
/// <para>With several threads each has the same rows of every batch, and their gradients are added in the order of the rows: the same seed, data, number of
/// threads and machine give the same numbers bit for bit. The threads wait between the calls, and end with <see cref="Dispose"/>, or when the
/// trainer is collected. A trainer is used by one thread at a time. <see cref="O:RnnGen.Trainer`2.Step"/> allocates nothing after its first call.</para>
/// </remarks>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public sealed partial class Trainer<TModel, TInput> : IDisposable
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly TModel _model;
    private readonly Optimizer _optimizer;
    private readonly TrainerOptions _options;
    private readonly TrainingRun _run;
    private readonly BatchShape _shape;
    private readonly BatchShard<TModel, TInput>[] _shards;

    // Of the tokens of a step; empty where inputs are real.
    private readonly int[] _vocabularies = [.. TModel.Spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];

    // The sum of each row's losses, so that they are added in the same order however many threads there are.
    private readonly double[] _losses;

    // The class of each output that scored highest; made when metrics are first asked for.
    private int[]? _predicted;

    // All rows', one after another: at the end of the last batch, at the end of the last evaluated batch, and of the batch under work.
    private float[] _trainingStates;
    private float[] _evaluationStates;
    private float[] _states;

    private bool _isDisposed;

    /// <summary>Prepares to train <paramref name="model"/>, and binds <paramref name="optimizer"/> to it.</summary>
    /// <exception cref="ArgumentException">The model keeps a smaller copy of its weights (<see cref="ModelSpec.Storage"/>); or the loss takes the softmax or σ itself, and the model's last layer already does; or
    /// <see cref="TrainerOptions.CarryState"/> or <see cref="TrainerOptions.CheckpointEvery"/> is set, and a layer reads a sequence from its end; or the latter is, and the output is
    /// that of a whole sequence.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A batch of BatchSize × Steps does not fit into an array, or Steps not into a tape.</exception>
    /// <exception cref="InvalidOperationException">The optimizer belongs to another model.</exception>
    public Trainer(TModel model, Optimizer optimizer, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ModelNeeds.RequireFloats(TModel.Spec);
        OutputHead.RequireLogits(TModel.Spec, options.Loss);
        if (options.CarryState) ModelNeeds.RequireForward(TModel.Spec, "CarryState", "Set CarryState = false and train on whole sequences");
        if (options.CheckpointEvery > 0)
        {
            ModelNeeds.RequireForward(TModel.Spec, "CheckpointEvery", "Set CheckpointEvery = 0");
            ModelNeeds.RequireOutputOfOneStep(TModel.Spec);
        }
        _shape = new BatchShape(options.BatchSize, options.Steps, TModel.InputsPerStep, TModel.OutputSize, TModel.Spec.HasOutputPerStep);
        _shape.RequireRoom(TModel.StateSize, options.Loss, segment: ShardSize.Of(_shape, rows: 1, options.CheckpointEvery).Steps);
        // Before the optimizer is bound: a tape may turn out too long.
        _shards = BatchShard<TModel, TInput>.Cut(_shape, Math.Min(options.Threads, options.BatchSize), options.CheckpointEvery);
        optimizer.Bind(model.Parameters);
        _model = model;
        _optimizer = optimizer;
        _options = options;
        _run = new TrainingRun(model.Parameters, optimizer, options.Seed);
        _losses = new double[options.BatchSize];
        _trainingStates = new float[options.BatchSize * TModel.StateSize];
        _evaluationStates = new float[_trainingStates.Length];
        _states = new float[_trainingStates.Length];
        if (_shards.Length > 1)
        {
            _copy = new BatchCopy<TInput>(_shape, options.Loss);
            _team = new WorkerTeam(_shards.Length);
            _trainShard = TrainShard;
            _evaluateShard = EvaluateShard;
        }
    }

    /// <summary>Trains on one batch with <see cref="Loss.SoftmaxCrossEntropy"/>; outputs with a negative class do not count.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a class or length is out of range, a token is unknown, or the loss takes
    /// real targets; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the step, and the row or the tensor. Parameters and carried states are unchanged.
    /// Or the update made a parameter or a moment infinite: parameters are changed, and the message says so.</exception>
    public TrainingResult Step(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes, ReadOnlySpan<int> lengths = default) =>
        Step(inputs, new Targets(_options.Loss, classes), lengths);

    /// <summary>Trains on one batch with a loss of real targets.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a length is out of range, a token is unknown, or the loss takes
    /// classes; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the step, and the row or the tensor. Parameters and carried states are unchanged.
    /// Or the update made a parameter or a moment infinite: parameters are changed, and the message says so.</exception>
    public TrainingResult Step(ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> lengths = default) =>
        Step(inputs, new Targets(_options.Loss, targets), lengths);

    /// <summary>
    /// The mean loss of one batch with <see cref="Loss.SoftmaxCrossEntropy"/>, without dropout; changes no parameter. A loss that is not finite is returned like any other.
    /// </summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes, ReadOnlySpan<int> lengths = default) =>
        Evaluate(inputs, new Targets(_options.Loss, classes), lengths);

    /// <summary>The same, and adds every prediction that counts to <paramref name="metrics"/>.</summary>
    /// <exception cref="ArgumentException">As for a training step; or the metrics are of another number of classes.</exception>
    public float Evaluate(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes, ClassificationMetrics metrics, ReadOnlySpan<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _shape.Check(metrics);
        _predicted ??= new int[_shape.Rows * _shape.OutputsPerRow];
        float loss = Evaluate(inputs, new Targets(_options.Loss, classes), lengths, _predicted);
        _shape.Count(metrics, classes, _predicted, lengths);
        return loss;
    }

    /// <summary>
    /// The mean loss of one batch with a loss of real targets, without dropout; changes no parameter. A loss that is not finite is returned like any other.
    /// </summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> lengths = default) =>
        Evaluate(inputs, new Targets(_options.Loss, targets), lengths);

    /// <summary>What <see cref="Report"/> asks whether to stop; null means that nothing is asked.</summary>
    public EarlyStopping? EarlyStopping { get => _run.EarlyStopping; set => _run.EarlyStopping = value; }

    /// <summary>
    /// Reports a measure on held-out data, say the loss after each epoch, to <see cref="Optimizer.Plateau"/> and to <see cref="EarlyStopping"/>;
    /// returns whether it is time to stop. <see cref="RestoreBest"/> then brings back the best parameters.
    /// </summary>
    public bool Report(double metric) => _run.Report(metric);

    /// <summary>Gives the model the parameters of the best report.</summary>
    /// <exception cref="InvalidOperationException">There is no <see cref="EarlyStopping"/>, or no measure was reported yet.</exception>
    public void RestoreBest() => _run.RestoreBest();

    /// <summary>Sets the carried states to zero, those of training and of evaluation: the next batches begin new sequences.</summary>
    public void ResetState()
    {
        Array.Clear(_trainingStates);
        ResetEvaluation();
    }

    /// <summary>Sets the evaluation's carried states to zero, before measuring another text; training continues where it is.</summary>
    public void ResetEvaluation() => Array.Clear(_evaluationStates);

    /// <summary>Ends the trainer's threads; it neither trains nor evaluates afterwards.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _team?.Dispose();
    }

    private TrainingResult Step(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
        long count = Check(inputs, targets, lengths);
        BeginStates(_trainingStates);
        TrainShards(new Batch<TInput>(_shape, inputs, targets, lengths), 1f / count);
        float loss = MeanLoss(count);
        if (!float.IsFinite(loss)) throw NotFinite.Loss(loss, _optimizer.StepCount, _losses);
        ParameterBuffer gradients = _shards[0].Gradients;
        double norm = Gradients.Norm(gradients);
        if (!double.IsFinite(norm)) throw NotFinite.Gradient(gradients, _optimizer.StepCount);
        _optimizer.Step(_model.Parameters, gradients, Gradients.Clip(gradients, norm, _options.GradientClip, _options.GradientClipValue));
        (_trainingStates, _states) = (_states, _trainingStates);
        return new TrainingResult(loss, (float)norm);
    }

    private float Evaluate(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths, int[]? predicted = null)
    {
        long count = Check(inputs, targets, lengths);
        BeginStates(_evaluationStates);
        EvaluateShards(new Batch<TInput>(_shape, inputs, targets, lengths), predicted);
        (_evaluationStates, _states) = (_states, _evaluationStates);
        return MeanLoss(count);
    }

    private float MeanLoss(long count)
    {
        double sum = 0;
        foreach (double loss in _losses) sum += loss;
        return (float)(sum / count);
    }

    private long Check(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _shape.Check(inputs.Length, lengths);
        if (typeof(TInput) == typeof(int)) _shape.CheckTokens(MemoryMarshal.Cast<TInput, int>(inputs), lengths, _vocabularies);
        return targets.Count(_shape, lengths);
    }

    /// <summary>Work goes on in a copy, so that a failed batch leaves the carried states as they were.</summary>
    private void BeginStates(float[] carried)
    {
        if (_options.CarryState) carried.CopyTo(_states, 0);
        else Array.Clear(_states);
    }
}

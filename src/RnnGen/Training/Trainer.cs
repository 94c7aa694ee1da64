using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Trains a model on batches of sequences, and measures its loss.</summary>
/// <remarks>
/// <para>Spans are row-major: BatchSize rows of Steps steps, each step with its input values; targets likewise, one class or OutputSize
/// values for each step, or for each row where the model gives one output for a sequence. With lengths, a row's later steps are not looked at.</para>
/// <para>With <see cref="TrainerOptions.CarryState"/>, training and evaluation each carry states of their own:
/// evaluating leaves the training's states alone. The carried states change only when a call returns normally.</para>
/// <para>The same seed, data and machine give the same numbers bit for bit. <see cref="O:RnnGen.Trainer`2.Step"/> allocates nothing after its first call.</para>
/// </remarks>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public sealed partial class Trainer<TModel, TInput>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly TModel _model;
    private readonly Optimizer _optimizer;
    private readonly TrainerOptions _options;
    private readonly BatchShape _shape;
    private readonly RnnTape _tape;
    private readonly ParameterBuffer _gradients;

    // Of the tokens of a step; empty where inputs are real.
    private readonly int[] _vocabularies = [.. TModel.Spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];

    // One row's.
    private readonly float[] _outputs;
    private readonly float[] _outputGradients;
    private readonly float[] _stateGradient;

    // All rows', one after another: at the end of the last batch, at the end of the last evaluated batch, and of the batch under work.
    private float[] _trainingStates;
    private float[] _evaluationStates;
    private float[] _states;

    /// <summary>Prepares to train <paramref name="model"/>, and binds <paramref name="optimizer"/> to it.</summary>
    /// <exception cref="ArgumentException">The loss takes the softmax or σ itself, and the model's last layer already does.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A batch of BatchSize × Steps does not fit into an array, or Steps not into a tape.</exception>
    /// <exception cref="NotSupportedException">More than one thread is asked for.</exception>
    /// <exception cref="InvalidOperationException">The optimizer belongs to another model.</exception>
    public Trainer(TModel model, Optimizer optimizer, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Threads > 1) throw new NotSupportedException($"Threads: expected 1, found {options.Threads}; this version trains on one thread.");
        LossFunctions.RequireLogits(TModel.Spec, options.Loss);
        _shape = new BatchShape(options.BatchSize, options.Steps, TModel.InputsPerStep, TModel.OutputSize, TModel.Spec.HasOutputPerStep);
        _shape.RequireRoom(TModel.StateSize, options.Loss);
        optimizer.Bind(model.Parameters);
        _model = model;
        _optimizer = optimizer;
        _options = options;
        _tape = TModel.CreateTape(options.Steps);
        _gradients = new ParameterBuffer(TModel.Spec);
        _outputs = new float[_shape.OutputsPerRow * _shape.OutputSize];
        _outputGradients = new float[_outputs.Length];
        _stateGradient = new float[TModel.StateSize];
        _trainingStates = new float[options.BatchSize * TModel.StateSize];
        _evaluationStates = new float[_trainingStates.Length];
        _states = new float[_trainingStates.Length];
    }

    /// <summary>Trains on one batch with <see cref="Loss.SoftmaxCrossEntropy"/>; outputs with a negative class do not count.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a class or length is out of range, a token is unknown, or the loss takes
    /// real targets; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; parameters and carried states are unchanged.</exception>
    public TrainingResult Step(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes, ReadOnlySpan<int> lengths = default) =>
        Step(inputs, new Targets(_options.Loss, classes), lengths);

    /// <summary>Trains on one batch with a loss of real targets.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a length is out of range, a token is unknown, or the loss takes
    /// classes; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; parameters and carried states are unchanged.</exception>
    public TrainingResult Step(ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> lengths = default) =>
        Step(inputs, new Targets(_options.Loss, targets), lengths);

    /// <summary>The mean loss of one batch with <see cref="Loss.SoftmaxCrossEntropy"/>, without dropout; changes no parameter.</summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes, ReadOnlySpan<int> lengths = default) =>
        Evaluate(inputs, new Targets(_options.Loss, classes), lengths);

    /// <summary>The mean loss of one batch with a loss of real targets, without dropout; changes no parameter.</summary>
    /// <exception cref="ArgumentException">As for a training step.</exception>
    public float Evaluate(ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> targets, ReadOnlySpan<int> lengths = default) =>
        Evaluate(inputs, new Targets(_options.Loss, targets), lengths);

    /// <summary>Sets the carried states to zero, those of training and of evaluation: the next batches begin new sequences.</summary>
    public void ResetState()
    {
        Array.Clear(_trainingStates);
        ResetEvaluation();
    }

    /// <summary>Sets the evaluation's carried states to zero, before measuring another text; training continues where it is.</summary>
    public void ResetEvaluation() => Array.Clear(_evaluationStates);

    private TrainingResult Step(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
        long count = Check(inputs, targets, lengths);
        BeginStates(_trainingStates);
        _gradients.Clear();
        double sum = 0;
        for (int row = 0; row < _shape.Rows; row++) sum += TrainRow(row, inputs, targets, lengths, 1f / count);
        float loss = (float)(sum / count);
        if (!float.IsFinite(loss))
        {
            throw new NotFiniteNumberException(FormattableString.Invariant($"The loss is {loss}; no parameter was changed."));
        }
        double norm = Gradients.Norm(_gradients);
        if (!double.IsFinite(norm)) throw Gradients.NotFinite(_gradients);
        _optimizer.Step(_model.Parameters, _gradients, Gradients.ClipFactor(norm, _options.GradientClip));
        (_trainingStates, _states) = (_states, _trainingStates);
        return new TrainingResult(loss, (float)norm);
    }

    private float Evaluate(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
        long count = Check(inputs, targets, lengths);
        BeginStates(_evaluationStates);
        double sum = 0;
        for (int row = 0; row < _shape.Rows; row++)
        {
            Span<float> outputs = OutputsOf(row, lengths, _outputs);
            _model.Forward(InputsOf(row, inputs, lengths), StateOf(row), outputs);
            sum += targets.SumOf(_shape, row, outputs, 0f, OutputsOf(row, lengths, _outputGradients));
        }
        (_evaluationStates, _states) = (_states, _evaluationStates);
        return (float)(sum / count);
    }

    /// <summary>Forward and backward through one row: adds to the gradients, returns the sum of the losses.</summary>
    private double TrainRow(int row, ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths, float scale)
    {
        ReadOnlySpan<TInput> rowInputs = InputsOf(row, inputs, lengths);
        Span<float> outputs = OutputsOf(row, lengths, _outputs), outputGradients = OutputsOf(row, lengths, _outputGradients);
        _tape.DropoutSeed = DropoutSeed.Of(_options.Seed, _optimizer.StepCount, row);
        _model.Forward(rowInputs, StateOf(row), outputs, _tape);
        double sum = targets.SumOf(_shape, row, outputs, scale, outputGradients);
        // Truncated: what comes after the batch sends nothing back.
        Array.Clear(_stateGradient);
        _model.Backward(rowInputs, _tape, outputGradients, _gradients, [], _stateGradient);
        return sum;
    }

    private long Check(ReadOnlySpan<TInput> inputs, Targets targets, ReadOnlySpan<int> lengths)
    {
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

    private ReadOnlySpan<TInput> InputsOf(int row, ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> lengths) =>
        inputs.Slice(row * _shape.InputsPerRow, _shape.LengthOf(row, lengths) * _shape.InputsPerStep);

    private Span<float> OutputsOf(int row, ReadOnlySpan<int> lengths, float[] values) =>
        values.AsSpan(0, _shape.OutputsOf(row, lengths) * _shape.OutputSize);

    private Span<float> StateOf(int row) => _states.AsSpan(row * TModel.StateSize, TModel.StateSize);
}

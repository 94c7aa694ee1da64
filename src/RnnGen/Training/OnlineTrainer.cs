using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Learns from an endless stream, one sample at a time (truncated BPTT): predicts, compares, and every some samples learns.</summary>
/// <remarks>
/// <para>A call makes one step forward; the last one of a window of W = <see cref="OnlineOptions.Window"/> samples also runs these W steps forward
/// with a tape and backward, and updates the parameters once. No call does more, whatever the stream's length, and none allocates.</para>
/// <para>The state goes on from sample to sample, as predictions see it: without dropout, each step with the parameters of its time. A
/// window's gradient starts from the state at its begin, and flows back no further.</para>
/// <para>A trainer is used by one thread at a time. Others may infer meanwhile, not from the model but from a
/// <see cref="ModelSnapshot{TModel, TInput}"/> of it.</para>
/// </remarks>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public sealed class OnlineTrainer<TModel, TInput>
    where TModel : class, IStreamingRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly TModel _model;
    private readonly Optimizer _optimizer;
    private readonly OnlineOptions _options;
    private readonly ParameterBuffer _gradients = new(TModel.Spec);
    private readonly RnnTape _tape;

    // Of the window, whose last sample is the one under work.
    private readonly TInput[] _inputs;
    private readonly int[] _classes;
    private readonly float[] _values, _outputs, _outputGradients;
    private readonly float[] _begin = new float[TModel.StateSize];
    private int _count;

    // Behind the last sample, and behind the one under work, which may turn out not to be taken.
    private float[] _state = new float[TModel.StateSize], _next = new float[TModel.StateSize];

    // The prediction of the sample under work and its gradient; the state, then its gradient, of the window's pass.
    private readonly float[] _prediction = new float[TModel.OutputSize], _slope = new float[TModel.OutputSize];
    private readonly float[] _passState = new float[TModel.StateSize];

    /// <summary>Prepares to train <paramref name="model"/>, and binds <paramref name="optimizer"/> to it.</summary>
    /// <exception cref="ArgumentException">The model keeps a smaller copy of its weights (<see cref="ModelSpec.Storage"/>), or has no output for each step; or the loss takes the
    /// softmax or σ itself, and the model's last layer already does.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A window does not fit into an array or into a tape.</exception>
    /// <exception cref="InvalidOperationException">The optimizer belongs to another model.</exception>
    public OnlineTrainer(TModel model, Optimizer optimizer, OnlineOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ModelNeeds.RequireFloats(TModel.Spec);
        ModelNeeds.RequireOutputPerStep(TModel.Spec);
        OutputHead.RequireLogits(TModel.Spec, options.Loss);
        int window = options.Window;
        new BatchShape(1, window, TModel.InputsPerStep, TModel.OutputSize, HasOutputPerStep: true).RequireRoom(TModel.StateSize, options.Loss, "Window");
        _tape = TModel.CreateTape(window);
        optimizer.Bind(model.Parameters);
        (_model, _optimizer, _options) = (model, optimizer, options);
        _inputs = new TInput[window * TModel.InputsPerStep];
        _outputs = new float[window * TModel.OutputSize];
        _outputGradients = new float[_outputs.Length];
        bool hasClasses = options.Loss == Loss.SoftmaxCrossEntropy;
        _classes = new int[hasClasses ? window : 0];
        _values = new float[hasClasses ? 0 : _outputs.Length];
    }

    /// <summary>Samples taken.</summary>
    public long Samples { get; private set; }

    /// <summary>What the last update found: the mean loss of its window, and the gradient's norm before clipping. Zeros before the first.</summary>
    public TrainingResult LastUpdate { get; private set; }

    /// <summary>Predicts the output of the stream's next step, then learns from the class that it should have been, with <see cref="Loss.SoftmaxCrossEntropy"/>.</summary>
    /// <param name="input">The input values of a step.</param>
    /// <param name="class">The class; a negative one does not count.</param>
    /// <param name="prediction">OutputSize values, which become the model's output before it learns; empty: not wanted.</param>
    /// <returns>The loss of the prediction, in nats; 0 where the class does not count.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length, the class is out of range, a token is unknown, or the loss takes real targets; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the sample or the step and the tensor. The sample was
    /// not taken, and parameters, state and window are as before; <see cref="Reset"/> gives up the window. Or the update made a parameter or a moment
    /// infinite: parameters are changed, and the message says so.</exception>
    public float Learn(ReadOnlySpan<TInput> input, int @class, Span<float> prediction = default)
    {
        if (_options.Loss != Loss.SoftmaxCrossEntropy) throw new ArgumentException($"class: expected float targets for {_options.Loss}, found a class.", nameof(@class));
        if (@class >= TModel.OutputSize) throw new ArgumentException($"class: expected one below {TModel.OutputSize}, found {@class}.", nameof(@class));
        Check(input, prediction.Length);
        _classes[_count] = @class;
        return Learn(input, prediction);
    }

    /// <summary>The same with a loss of real targets.</summary>
    /// <param name="input">The input values of a step.</param>
    /// <param name="target">OutputSize values.</param>
    /// <param name="prediction">OutputSize values, which become the model's output before it learns; empty: not wanted.</param>
    /// <returns>The loss of the prediction, the mean over its elements.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length, a token is unknown, or the loss takes classes; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; the message names the sample or the step and the tensor. The sample was
    /// not taken, and parameters, state and window are as before; <see cref="Reset"/> gives up the window. Or the update made a parameter or a moment
    /// infinite: parameters are changed, and the message says so.</exception>
    public float Learn(ReadOnlySpan<TInput> input, ReadOnlySpan<float> target, Span<float> prediction = default)
    {
        if (_options.Loss == Loss.SoftmaxCrossEntropy) throw new ArgumentException($"target: expected a class for {_options.Loss}, found float targets.", nameof(target));
        Argument.RequireLength(nameof(target), TModel.OutputSize, target.Length);
        Check(input, prediction.Length);
        target.CopyTo(_values.AsSpan(_count * TModel.OutputSize));
        return Learn(input, prediction);
    }

    /// <summary>Begins a new stream: the state becomes zero, and a window that is not full is given up.</summary>
    public void Reset()
    {
        Array.Clear(_state);
        Array.Clear(_begin);
        _count = 0;
    }

    private static void Check(ReadOnlySpan<TInput> input, int prediction)
    {
        Argument.RequireLength("input", TModel.InputsPerStep, input.Length);
        if (prediction != 0) Argument.RequireLength("prediction", TModel.OutputSize, prediction);
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) return false;
        }
        return true;
    }

    /// <summary>The target is in the window already; everything else changes only where the sample is taken.</summary>
    private float Learn(ReadOnlySpan<TInput> input, Span<float> prediction)
    {
        _state.CopyTo(_next, 0);
        _model.Step(input, _next, _prediction);
        int counted = Counted(_count);
        double loss = counted == 0 ? 0 : TargetsOf(_count + 1).SumOf(_count, _prediction, scale: 0f, _slope) / counted;
        // As a float, which is returned; and where nothing counts, the prediction still says whether the state can go on.
        if (!float.IsFinite((float)loss) || (counted == 0 && !IsFinite(_prediction))) throw NotFinite.LossOf(Samples + 1, counted == 0 ? double.NaN : loss);
        input.CopyTo(_inputs.AsSpan(_count * TModel.InputsPerStep));
        if (_count + 1 == _options.Window) Update();
        _prediction.AsSpan(0, prediction.Length).CopyTo(prediction);
        (_state, _next) = (_next, _state);
        Samples++;
        if (++_count == _options.Window)
        {
            _state.CopyTo(_begin, 0);
            _count = 0;
        }
        return (float)loss;
    }

    /// <summary>Forward and backward through the window, and a step of the optimizer.</summary>
    private void Update()
    {
        int window = _options.Window, size = TModel.OutputSize, counted = 0;
        for (int t = 0; t < window; t++) counted += Counted(t);
        if (counted == 0) return;
        _tape.DropoutSeed = DropoutSeed.Of(_options.Seed, _optimizer.StepCount, row: 0);
        _begin.CopyTo(_passState, 0);
        _model.Forward(_inputs, _passState, _outputs, _tape);
        Targets targets = TargetsOf(window);
        double sum = 0;
        for (int t = 0; t < window; t++) sum += targets.SumOf(t, _outputs.AsSpan(t * size, size), 1f / counted, _outputGradients.AsSpan(t * size, size));
        float loss = (float)(sum / counted);
        if (!float.IsFinite(loss)) throw NotFinite.Loss(loss, _optimizer.StepCount, rows: []);
        _gradients.Clear();
        Array.Clear(_passState);
        _model.Backward(_inputs, _tape, _outputGradients, _gradients, [], _passState);
        double norm = Gradients.Norm(_gradients);
        if (!double.IsFinite(norm)) throw NotFinite.Gradient(_gradients, _optimizer.StepCount);
        _optimizer.Step(_model.Parameters, _gradients, Gradients.Clip(_gradients, norm, _options.GradientClip, _options.GradientClipValue));
        LastUpdate = new TrainingResult(loss, (float)norm);
    }

    private int Counted(int t) => _options.Loss != Loss.SoftmaxCrossEntropy ? TModel.OutputSize : _classes[t] < 0 ? 0 : 1;

    private Targets TargetsOf(int count) => _options.Loss == Loss.SoftmaxCrossEntropy
        ? new Targets(_options.Loss, _classes.AsSpan(0, count)) : new Targets(_options.Loss, _values.AsSpan(0, count * TModel.OutputSize));
}

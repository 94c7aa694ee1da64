namespace RnnGen;

/// <summary>What a sequence that a vector starts reads after it.</summary>
public enum Continuation
{
    /// <summary>Zeros: x₀ is the vector, x₁ = x₂ = … = 0.</summary>
    Zeros,
    /// <summary>The model's own outputs: x₀ is the vector, xₜ = yₜ₋₁. It asks for as many outputs as inputs.</summary>
    Feedback,
}

/// <summary>
/// One to many: a vector is a sequence's first input, and the model goes on by itself. Forward, and backward through all steps (and the feedback).
/// Allocates nothing after construction.
/// </summary>
/// <remarks>Belongs to one caller at a time; the model may be shared. Where a vector is to start the state instead, see <c>docs/sequence-shapes.md</c>.</remarks>
/// <typeparam name="TModel">A model whose layers all run forward, with an output for every step.</typeparam>
public sealed class OneToMany<TModel>
    where TModel : class, IStreamingRnnModel<TModel, float>
{
    private readonly TModel _model;
    private readonly RnnTape[] _tapes;
    private readonly float[] _inputs, _inputGradients, _outputGradient = new float[TModel.OutputSize];
    private readonly int _maxSteps;
    private int _steps;

    /// <summary>Sequences of at most <paramref name="maxSteps"/> steps.</summary>
    /// <exception cref="ArgumentException">The model gives no output for every step, or its outputs cannot be its inputs, which feedback asks for.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSteps"/> is below 1, or too large for an array.</exception>
    public OneToMany(TModel model, Continuation continuation, int maxSteps)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);
        Check.Room(maxSteps, Array.MaxLength / TModel.InputSize, nameof(maxSteps));
        if (!TModel.Spec.HasOutputPerStep)
        {
            throw new ArgumentException($"Expected a model with an output for every step; found OutputMode.{TModel.Spec.Output}.", nameof(model));
        }
        if (continuation == Continuation.Feedback && TModel.InputSize != TModel.OutputSize)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Feedback makes outputs inputs: expected as many of both; found {TModel.InputSize} inputs and {TModel.OutputSize} outputs."), nameof(continuation));
        }
        (_model, Continuation, _maxSteps) = (model, continuation, maxSteps);
        _inputs = new float[maxSteps * TModel.InputSize];
        _inputGradients = new float[_inputs.Length];
        // What a step reads comes out of the step before, so each is a sequence of its own.
        _tapes = new RnnTape[continuation == Continuation.Feedback ? maxSteps : 1];
        for (int i = 0; i < _tapes.Length; i++) _tapes[i] = TModel.CreateTape(continuation == Continuation.Feedback ? 1 : maxSteps);
    }

    /// <summary>What follows the vector.</summary>
    public Continuation Continuation { get; }

    /// <summary>The seed of the dropout masks of the next forward passes; null means none.</summary>
    public ulong? DropoutSeed { get; set; }

    /// <summary>Runs a sequence and records it.</summary>
    /// <param name="start">x₀: InputSize values.</param>
    /// <param name="state">The initial state on entry, the final one on return: the model's <c>State</c>.</param>
    /// <param name="outputs">Steps × OutputSize values; their number says how many steps there are, one at least.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or the state is another model's; nothing was written.</exception>
    public void Forward<TState>(ReadOnlySpan<float> start, ref TState state, Span<float> outputs)
        where TState : unmanaged => Forward(start, StateSpan.Of(ref state, TModel.StateSize, nameof(state)), outputs);

    /// <summary>Runs a sequence and records it; the state as floats.</summary>
    /// <inheritdoc cref="Forward{TState}(ReadOnlySpan{float}, ref TState, Span{float})"/>
    public void Forward(ReadOnlySpan<float> start, Span<float> state, Span<float> outputs)
    {
        Check.Length(start.Length, TModel.InputSize, nameof(start));
        Check.Length(state.Length, TModel.StateSize, nameof(state));
        int steps = StepsOf(outputs.Length, nameof(outputs));
        start.CopyTo(_inputs);
        if (Continuation == Continuation.Zeros)
        {
            _inputs.AsSpan(start.Length, (steps - 1) * start.Length).Clear();
            _tapes[0].DropoutSeed = DropoutSeed;
            _model.Forward(_inputs.AsSpan(0, steps * start.Length), state, outputs, _tapes[0]);
        }
        else
        {
            for (int t = 0; t < steps; t++)
            {
                Span<float> y = outputs.Slice(t * TModel.OutputSize, TModel.OutputSize);
                _tapes[t].DropoutSeed = DropoutSeed is { } seed ? BitMix.Combine(seed, (ulong)t) : null;
                _model.Forward(Row(_inputs, t), state, y, _tapes[t]);
                if (t + 1 < steps) y.CopyTo(Row(_inputs, t + 1));
            }
        }
        _steps = steps;
    }

    /// <summary>Runs the recorded sequence backward and adds ∂L/∂parameters to <paramref name="gradients"/>.</summary>
    /// <param name="outputGradients">∂L/∂outputs, of their shape; what comes through the feedback is added here.</param>
    /// <param name="gradients">A buffer made for the model's <c>Spec</c>.</param>
    /// <param name="startGradient">∂L/∂start: InputSize values.</param>
    /// <param name="stateGradient">∂L/∂(final state) on entry, ∂L/∂(initial state) on return: the model's <c>State</c>.</param>
    /// <exception cref="ArgumentException">A span or buffer has the wrong length; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass over as many steps, or the parameters have changed since.</exception>
    public void Backward<TState>(ReadOnlySpan<float> outputGradients, ParameterBuffer gradients, Span<float> startGradient, ref TState stateGradient)
        where TState : unmanaged => Backward(outputGradients, gradients, startGradient, StateSpan.Of(ref stateGradient, TModel.StateSize, nameof(stateGradient)));

    /// <summary>The same; the state's gradient as floats.</summary>
    /// <inheritdoc cref="Backward{TState}(ReadOnlySpan{float}, ParameterBuffer, Span{float}, ref TState)"/>
    public void Backward(ReadOnlySpan<float> outputGradients, ParameterBuffer gradients, Span<float> startGradient, Span<float> stateGradient)
    {
        int steps = StepsOf(outputGradients.Length, nameof(outputGradients));
        Check.Gradients(gradients, _model.Parameters, nameof(gradients));
        Check.Length(startGradient.Length, TModel.InputSize, nameof(startGradient));
        Check.Length(stateGradient.Length, TModel.StateSize, nameof(stateGradient));
        if (steps != _steps) throw new InvalidOperationException($"The recorded forward pass has {_steps} steps; the gradients have {steps}.");
        if (Continuation == Continuation.Zeros)
        {
            int values = steps * TModel.InputSize;
            _model.Backward(_inputs.AsSpan(0, values), _tapes[0], outputGradients, gradients, _inputGradients.AsSpan(0, values), stateGradient);
        }
        else
        {
            for (int t = steps - 1; t >= 0; t--)
            {
                // y_t is an output and the next step's input: dy_t = ∂L/∂y_t + dx_{t+1}.
                outputGradients.Slice(t * TModel.OutputSize, TModel.OutputSize).CopyTo(_outputGradient);
                if (t + 1 < steps) Add(Row(_inputGradients, t + 1), _outputGradient);
                _model.Backward(Row(_inputs, t), _tapes[t], _outputGradient, gradients, Row(_inputGradients, t), stateGradient);
            }
        }
        _inputGradients.AsSpan(0, TModel.InputSize).CopyTo(startGradient);
    }

    private int StepsOf(int values, string argument)
    {
        int steps = Check.Steps(values, TModel.OutputSize, argument);
        if (steps < 1 || steps > _maxSteps)
        {
            throw new ArgumentException(FormattableString.Invariant($"'{argument}' must have 1 to {_maxSteps} steps; it has {steps}."), argument);
        }
        return steps;
    }

    private static Span<float> Row(float[] inputs, int t) => inputs.AsSpan(t * TModel.InputSize, TModel.InputSize);

    private static void Add(ReadOnlySpan<float> values, Span<float> sums)
    {
        for (int i = 0; i < sums.Length; i++) sums[i] += values[i];
    }
}

namespace RnnGen;

/// <summary>Moves parameters against their gradients. Definitions and defaults are PyTorch's.</summary>
/// <remarks>
/// An optimizer belongs to one model, whose moments it holds: the first <see cref="Bind"/> or <see cref="Step"/> settles which.
/// The padding of a <see cref="ParameterBuffer"/> stays zero: a zero gradient leaves a zero parameter where it is.
/// </remarks>
public abstract partial class Optimizer
{
    private ParameterBuffer? _parameters;
    private ParameterBuffer[] _moments = [];

    /// <summary>With this learning rate; the moments' names are PyTorch's.</summary>
    private protected Optimizer(float learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate, before the schedule; ≥ 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float LearningRate { get; set => field = Argument.NotNegative(value, nameof(LearningRate)); }

    /// <summary>λ, how strongly parameters are drawn to zero; ≥ 0. All parameters decay, biases too, as in PyTorch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float WeightDecay { get; init => field = Argument.NotNegative(value, nameof(WeightDecay)); }

    /// <summary>How the learning rate changes with the steps; null means not at all.</summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>Lowers <see cref="LearningRate"/> when what is reported stops getting better; null means never. Its factor comes on top of the schedule's.</summary>
    public ReduceOnPlateau? Plateau { get; set; }

    /// <summary>The number of steps made.</summary>
    public long StepCount { get; private set; }

    /// <summary>The learning rate of the last step, the schedule's factor included; 0 before the first.</summary>
    public double LastRate { get; private set; }

    /// <summary>Names of the moments that the settings ask for.</summary>
    private protected abstract string[] MomentNames { get; }

    /// <summary>Allocates the moments for <paramref name="parameters"/>; the trainer calls it.</summary>
    /// <exception cref="InvalidOperationException">The optimizer already belongs to other parameters.</exception>
    public void Bind(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_parameters == parameters) return;
        if (_parameters is not null) throw new InvalidOperationException("The optimizer holds the moments of another model; make a new one.");
        _moments = MakeMoments(parameters.Spec);
        _parameters = parameters;
    }

    /// <summary>Reports a measure, such as the loss on held-out data, to <see cref="Plateau"/>; returns whether the learning rate was lowered.</summary>
    public bool Report(double metric)
    {
        float before = LearningRate;
        if (Plateau is not null) LearningRate = Plateau.Report(metric, before);
        return LearningRate < before;
    }

    // Apart from Bind, which every step calls: a lambda's closure is allocated where its method begins.
    private ParameterBuffer[] MakeMoments(ParameterSpec spec) => [.. MomentNames.Select(_ => new ParameterBuffer(spec))];

    /// <summary>
    /// One step: moves <paramref name="parameters"/> against <paramref name="gradientScale"/> · <paramref name="gradients"/>.
    /// Allocates nothing once bound.
    /// </summary>
    /// <exception cref="ArgumentException">The gradients are another network's.</exception>
    /// <exception cref="InvalidOperationException">The optimizer belongs to other parameters; or the <see cref="Schedule"/> gives a learning rate
    /// that is negative or not finite. Nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">A parameter or a moment is no longer finite: the rate or the gradient is too large. They are changed;
    /// the message names the step and the tensor.</exception>
    public void Step(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Bind(parameters);
        if (gradients.Length != parameters.Length)
        {
            throw new ArgumentException($"Expected gradients of {parameters.Spec} ({parameters.Length} floats), found those of {gradients.Spec} ({gradients.Length}).", nameof(gradients));
        }
        double factor = Schedule?.FactorAt(StepCount) ?? 1, rate = LearningRate * factor;
        // As a float, which the updates compute in.
        if (!float.IsFinite((float)rate) || rate < 0) throw WrongRate(rate, factor);
        LastRate = rate;
        StepCount++;
        parameters.MarkChanged();
        if (Update(parameters, gradients, gradientScale, rate, _moments)) return;
        if (NotFinite.Update(parameters, [.. MomentNames.Zip(_moments)], StepCount, (float)rate) is { } exception) throw exception;
    }

    private InvalidOperationException WrongRate(double rate, double factor) => new(FormattableString.Invariant(
        $"Schedule: expected a learning rate ≥ 0 that a float holds after {StepCount} steps, found {rate} = {LearningRate} · {factor}; nothing was changed."));

    /// <summary>
    /// One fused pass; <see cref="StepCount"/> already counts this step. <paramref name="moments"/> are in the order of <see cref="MomentNames"/>.
    /// Returns whether everything that it wrote is surely finite: whether a sum over it is, which costs next to nothing.
    /// </summary>
    private protected abstract bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments);
}

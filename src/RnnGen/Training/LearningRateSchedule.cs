namespace RnnGen;

/// <summary>A factor of the learning rate that depends on the number of steps made, and on nothing else: it has no state to save.</summary>
public sealed class LearningRateSchedule
{
    private readonly Func<long, double> _factor;

    /// <summary>Any function of the number of steps made, from 0; <see cref="Optimizer.Step"/> refuses a factor that is negative or not finite.</summary>
    public LearningRateSchedule(Func<long, double> factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        _factor = factor;
    }

    /// <summary>The factor of the step that follows <paramref name="steps"/> steps.</summary>
    public double FactorAt(long steps) => _factor(steps);

    /// <summary>factor^⌊t / every⌋, with a finite factor ≥ 0</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1; <paramref name="factor"/> is negative or not finite.</exception>
    public static LearningRateSchedule StepDecay(int every, double factor)
    {
        Argument.AtLeast(1, every, nameof(every));
        Argument.NotNegative(factor, nameof(factor));
        return new(t => Math.Pow(factor, t / every));
    }

    /// <summary>factorᵗ, with a finite factor ≥ 0</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is negative or not finite.</exception>
    public static LearningRateSchedule Exponential(double factor)
    {
        Argument.NotNegative(factor, nameof(factor));
        return new(t => Math.Pow(factor, t));
    }

    /// <summary>From 1 to <paramref name="floor"/>, a finite number ≥ 0, along half a cosine over <paramref name="steps"/> steps, then constant.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1; <paramref name="floor"/> is negative or not finite.</exception>
    public static LearningRateSchedule Cosine(int steps, double floor = 0)
    {
        Argument.AtLeast(1, steps, nameof(steps));
        Argument.NotNegative(floor, nameof(floor));
        return new(t => floor + (1 - floor) * (1 + Math.Cos(Math.PI * Math.Min(t, steps) / steps)) / 2);
    }

    /// <summary>(t + 1) / steps in the first <paramref name="steps"/> steps; after them this schedule, from its beginning.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    public LearningRateSchedule AfterWarmup(int steps)
    {
        Argument.AtLeast(1, steps, nameof(steps));
        return new(t => t < steps ? FactorAt(0) * (t + 1) / steps : FactorAt(t - steps));
    }
}

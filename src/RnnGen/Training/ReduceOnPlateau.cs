using System.Globalization;

namespace RnnGen;

/// <summary>
/// Lowers the learning rate when a measure stops getting better: PyTorch's <c>ReduceLROnPlateau</c>, with its definition and defaults.
/// Set it as <see cref="Optimizer.Plateau"/>, and report the measure after each validation.
/// </summary>
/// <remarks>
/// A report is better if it lies below best·(1 − threshold), or best − threshold (for <see cref="MetricGoal.Max"/>: above best·(1 + threshold), or
/// best + threshold). After more than <see cref="Patience"/> reports in a row that are not, the learning rate becomes
/// max(factor·η, <see cref="MinimumRate"/>), unless that differs by no more than <see cref="Epsilon"/>; then <see cref="Cooldown"/> reports are not counted.
/// A report that is not a number is not better. The state is part of the optimizer's, and saved with it.
/// </remarks>
public sealed class ReduceOnPlateau
{
    private double? _best;
    private int _bad, _cooling;

    /// <summary>Which way the measure gets better.</summary>
    public MetricGoal Goal { get; init; }

    /// <summary>What the learning rate is multiplied with; 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 ≤ factor &lt; 1.</exception>
    public float Factor { get; init => field = Argument.BelowOne(value, nameof(Factor)); } = 0.1f;

    /// <summary>Reports in a row that may be no better; 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Patience { get; init => field = Argument.AtLeast(0, value, nameof(Patience)); } = 10;

    /// <summary>The least improvement that counts; 10⁻⁴.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Threshold { get; init => field = Argument.NotNegative(value, nameof(Threshold)); } = 1e-4;

    /// <summary>What the least improvement is measured against.</summary>
    public ThresholdMode ThresholdMode { get; init; }

    /// <summary>Reports after a reduction that are not counted; 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Cooldown { get; init => field = Argument.AtLeast(0, value, nameof(Cooldown)); }

    /// <summary>The learning rate that is not gone below; 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float MinimumRate { get; init => field = Argument.NotNegative(value, nameof(MinimumRate)); }

    /// <summary>The least change of the learning rate that is made; 10⁻⁸.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Epsilon { get; init => field = Argument.NotNegative(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>The best report; null before the first that is finite.</summary>
    public double? Best => _best;

    /// <summary>Takes a report; returns the learning rate to go on with.</summary>
    internal float Report(double metric, float rate)
    {
        if (IsBetter(metric))
        {
            _best = metric;
            _bad = 0;
        }
        else
        {
            _bad++;
        }
        if (_cooling > 0)
        {
            _cooling--;
            _bad = 0;
        }
        if (_bad <= Patience) return rate;
        _cooling = Cooldown;
        _bad = 0;
        float lower = Math.Max(rate * Factor, MinimumRate);
        return rate - (double)lower > Epsilon ? lower : rate;
    }

    /// <summary>The state as text.</summary>
    internal string State => string.Create(CultureInfo.InvariantCulture, $"{_best:R};{_bad};{_cooling}");

    /// <summary>Reads <see cref="State"/>; the returned action takes it over. Null where it is none.</summary>
    internal Action? TakeState(string? text)
    {
        if (text?.Split(';') is not [string best, string bad, string cooling]
            || !MetricText.TryParse(best, out double? value)
            || !int.TryParse(bad, NumberStyles.None, CultureInfo.InvariantCulture, out int badReports)
            || !int.TryParse(cooling, NumberStyles.None, CultureInfo.InvariantCulture, out int coolingReports)) return null;
        return () => (_best, _bad, _cooling) = (value, badReports, coolingReports);
    }

    private bool IsBetter(double metric)
    {
        double best = _best ?? (Goal == MetricGoal.Min ? double.PositiveInfinity : double.NegativeInfinity);
        return (Goal, ThresholdMode) switch
        {
            (MetricGoal.Min, ThresholdMode.Relative) => metric < best * (1 - Threshold),
            (MetricGoal.Min, _) => metric < best - Threshold,
            (_, ThresholdMode.Relative) => metric > best * (1 + Threshold),
            _ => metric > best + Threshold,
        };
    }
}

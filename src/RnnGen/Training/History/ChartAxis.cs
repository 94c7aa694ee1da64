using System.Globalization;

namespace RnnGen;

/// <summary>Where values lie between an axis's ends, and what is written beside it.</summary>
internal sealed class ChartAxis
{
    private readonly double _from, _to;
    private readonly bool _isLogarithmic;

    private ChartAxis(double from, double to, bool isLogarithmic, double[] ticks) => (_from, _to, _isLogarithmic, Ticks) = (from, to, isLogarithmic, ticks);

    /// <summary>Values to write beside the axis.</summary>
    public double[] Ticks { get; }

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, with ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
    public static ChartAxis Linear(double min, double max)
    {
        if (max == min) (min, max) = (min - Math.Max(1e-9, Math.Abs(min)) / 2, max + Math.Max(1e-9, Math.Abs(max)) / 2);
        double rough = (max - min) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        double first = Math.Ceiling(min / step - 1e-9);
        return new(min, max, false, [.. Enumerable.Range(0, 12).Select(i => (first + i) * step).Where(tick => tick <= max + 1e-9 * step)]);
    }

    /// <summary>Whole powers of ten around <paramref name="min"/> and <paramref name="max"/>, both positive; about six of them written.</summary>
    public static ChartAxis Logarithmic(double min, double max)
    {
        int from = (int)Math.Floor(Math.Log10(min)), to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(max)));
        int step = Math.Max(1, (to - from + 5) / 6);
        return new(from, to, true, [.. Enumerable.Range(0, (to - from) / step + 1).Select(i => Math.Pow(10, from + i * step))]);
    }

    /// <summary>0 at the axis's beginning, 1 at its end.</summary>
    public double ShareOf(double value) => ((_isLogarithmic ? Math.Log10(value) : value) - _from) / (_to - _from);

    /// <summary>A tick's text.</summary>
    public static string Text(double tick) => tick != 0 && Math.Abs(tick) is < 1e-3 or >= 1e6
        ? tick.ToString("0.##e+0", CultureInfo.InvariantCulture)
        : tick.ToString("0.######", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace RnnGen;

/// <summary>Checks of settings and spans; each names the argument, what was expected and what came.</summary>
internal static class Argument
{
    /// <summary>A finite value ≥ 0.</summary>
    public static float NotNegative(float value, string name) =>
        float.IsFinite(value) && value >= 0 ? value : throw OutOfRange(name, "a finite value ≥ 0", value);

    /// <inheritdoc cref="NotNegative(float, string)"/>
    public static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw OutOfRange(name, "a finite value ≥ 0", value);

    /// <summary>A finite value &gt; 0.</summary>
    public static float Positive(float value, string name) =>
        float.IsFinite(value) && value > 0 ? value : throw OutOfRange(name, "a finite value > 0", value);

    /// <summary>A value with 0 ≤ value &lt; 1.</summary>
    public static float BelowOne(float value, string name) =>
        value is >= 0 and < 1 ? value : throw OutOfRange(name, "a value with 0 ≤ value < 1", value);

    /// <summary>A value with 0 &lt; value ≤ 1.</summary>
    public static float Share(float value, string name) =>
        value is > 0 and <= 1 ? value : throw OutOfRange(name, "a value with 0 < value ≤ 1", value);

    /// <summary>A value with 0 ≤ value ≤ 1.</summary>
    public static float Probability(float value, string name) =>
        value is >= 0 and <= 1 ? value : throw OutOfRange(name, "a value with 0 ≤ value ≤ 1", value);

    /// <summary>A number ≥ <paramref name="least"/>.</summary>
    public static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw OutOfRange(name, FormattableString.Invariant($"a number ≥ {least}"), value);

    /// <summary>A span of <paramref name="expected"/> values.</summary>
    public static void RequireLength(string name, int expected, int found)
    {
        if (expected != found) throw new ArgumentException($"{name}: expected {expected} values, found {found}.", name);
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, string expected, IFormattable value) =>
        new(name, $"{name}: expected {expected}, found {value.ToString(null, CultureInfo.InvariantCulture)}.");
}

namespace RnnGen.Tests.Simd;

/// <summary>What docs/accuracy.md promises of a function's value. Also compiled into RnnGen.Accuracy.</summary>
/// <param name="Text">The promise.</param>
/// <param name="Holds">Whether it is kept for an argument, the exact value, and the absolute error.</param>
internal sealed record Bound(string Text, Func<double, double, double, bool> Holds)
{
    private const double A = Function.A, B = Function.B;

    private static readonly Dictionary<string, Bound> s_all = new()
    {
        ["Tanh"] = new("3.5e-7; 6 ulp above 1e-30", (x, y, error) => error <= 3.5e-7 && (Math.Abs(y) <= 1e-30 || error <= 6 * Ulp(y))),
        ["FastTanh"] = new("1e-5", (x, y, error) => error <= 1e-5),
        ["Sigmoid"] = new("2e-7; relative 1e-6 (2e-6 without FMA) for |x| ≤ 20", (x, y, error) => error <= 2e-7 && (Math.Abs(x) > 20 || error <= 1e-6 * y)),
        ["FastSigmoid"] = new("1e-5", (x, y, error) => error <= 1e-5),
        ["ExpNegative"] = new("relative 2e-7; 0 below −87.3365", (x, y, error) => x < -87.3365f ? error == y : error <= 2e-7 * y),
        ["Softplus"] = new("3e-7 absolute or relative", (x, y, error) => error <= 3e-7 * Math.Max(1, y)),
        ["ScaledTanh"] = new("3.5e-7·α (α = 0.7, β = 0.4)", (x, y, error) => error <= 3.5e-7),
        // Two roundings of numbers that may be larger than their sum.
        ["Affine"] = new("rounding of both terms", (x, y, error) => error <= 1.3e-7 * (A * Math.Abs(x) + B)),
        ["HardSigmoid"] = new("rounding of both terms", (x, y, error) => error <= 1.3e-7 * (A * Math.Min(Math.Abs(x), 10) + B)),
        ["Elu"] = new("3e-7·α; exact for x ≥ 0", (x, y, error) => error <= (x < 0 ? 3e-7 : 0)),
        ["Flush"] = new("exact", (x, y, error) => error == 0),
        ["Relu"] = new("exact", (x, y, error) => error == 0),
        ["ThresholdedRelu"] = new("exact", (x, y, error) => error == 0),
    };

    private static readonly Bound s_sigmoidWithoutFma =
        s_all["Sigmoid"] with { Holds = (x, y, error) => error <= 2e-7 && (Math.Abs(x) > 20 || error <= 2e-6 * y) };

    private static readonly Bound s_rounding = new("relative 2e-7", (x, y, error) => error <= 2e-7 * Math.Abs(y) + float.Epsilon);

    /// <summary>The bound of a function at a width; 1 stands for scalar code, which has no fused multiply-add.</summary>
    public static Bound Of(string function, int width) => function == "Sigmoid" && (width == 1 || !System.Runtime.Intrinsics.X86.Fma.IsSupported)
        ? s_sigmoidWithoutFma : s_all.GetValueOrDefault(function, s_rounding);

    /// <summary>Whether a value is what was promised, NaN and ±∞ included.</summary>
    public bool IsKept(float x, double exact, float found)
    {
        if (double.IsNaN(exact)) return float.IsNaN(found);
        if (Math.Abs(exact) > float.MaxValue) return float.IsInfinity(found) && Math.Sign(exact) == Math.Sign(found);
        return Holds(x, exact, Math.Abs(exact - found));
    }

    /// <summary>The distance of the floats around a value.</summary>
    public static double Ulp(double value)
    {
        int exponent = (int)(BitConverter.DoubleToUInt64Bits(value) >> 52 & 0x7FF) - 1023;
        return Math.ScaleB(1, Math.Max(exponent, -126) - 23);
    }
}

namespace RnnGen.Tests.Simd;

/// <summary>The functions' stated bounds, over floats of every exponent and sign, at every width.</summary>
public class AccuracyTests
{
    private static readonly int[] s_widths = [1, 128, 256, 512];

    // Every 16,381st float (a prime), and those where functions go wrong first.
    private static readonly float[] s_sample = Padded(Enumerable.Range(0, (int)(uint.MaxValue / 16381)).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 16381))
        .Concat([0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN])
        .Concat(Enumerable.Range(-2000, 4001).Select(i => i * 0.01f)));

    public static TheoryData<string> Functions => new(Function.Names);

    public static TheoryData<string> Slopes => new(Function.NamesOfSlopes);

    [Theory, MemberData(nameof(Functions))]
    public void FunctionsKeepTheirBounds(string name)
    {
        var function = Function.Named(name);
        float[] sample = name == "ExpNegative" ? Padded(s_sample.Where(x => !(x > 0))) : s_sample;
        foreach (int width in s_widths)
        {
            float[] found = function.Apply(width, sample);
            for (int i = 0; i < sample.Length; i++)
            {
                double expected = function.Exact(sample[i]);
                Assert.True(IsGood(name, width, sample[i], expected, found[i]), $"{name} at width {width}: of {sample[i]:R} expected {expected:R}, found {found[i]:R}.");
            }
        }
    }

    [Theory, MemberData(nameof(Slopes))]
    public void SlopesFollowFromTheValues(string name)
    {
        // No sample lies on a kink. A slope from a rounded value is off by some roundings of numbers up to 1.
        float[] x = Padded(Enumerable.Range(-1000, 2001).Select(i => i * 0.01f + 0.003f));
        float[] y = [.. x.Select(value => (float)Function.Named(name).Exact(value))];
        foreach (int width in s_widths)
        {
            float[] found = Function.SlopeOf(name).Apply(width, y);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = Function.SlopeOf(name).Exact(x[i]);
                Assert.True(Math.Abs(expected - found[i]) <= 3e-7, $"{name}′ at width {width}: at {x[i]:R} expected {expected:R}, found {found[i]:R}.");
            }
        }
    }

    private static bool IsGood(string name, int width, float x, double expected, float found)
    {
        if (double.IsNaN(expected)) return float.IsNaN(found);
        if (Math.Abs(expected) > float.MaxValue) return Math.Sign(expected) == Math.Sign(found) && float.IsInfinity(found);
        double error = Math.Abs(expected - found), size = Math.Abs(expected);
        return name switch
        {
            "Tanh" => error <= (width == 1 ? 3.6e-7 : 3.5e-7) && (size < 1e-30 || error <= 6 * Ulp(expected)),
            "Sigmoid" => error <= 2e-7 && (Math.Abs(x) > 20 || error <= (width == 1 ? 2e-6 : 1e-6) * size),
            "ExpNegative" => x < -87.3365f ? found == 0 : error <= 2e-7 * size,
            "Softplus" => error <= 3e-7 * Math.Max(1, size),
            "ScaledTanh" => error <= 3.5e-7,
            // Two roundings of numbers that may be larger than their sum.
            "Affine" or "HardSigmoid" => error <= 1.3e-7 * (Function.A * Math.Min(Math.Abs(x), name == "Affine" ? float.MaxValue : 10) + Function.B),
            "Elu" => error <= (x < 0 ? 3e-7 : 0),
            "Relu" or "ThresholdedRelu" => error == 0,
            _ => error <= 2e-7 * size + float.Epsilon,
        };
    }

    /// <summary>The distance of the floats around a value.</summary>
    private static double Ulp(double value) => (float)Math.Abs(value) is var near && near > Math.Abs(value)
        ? near - (double)MathF.BitDecrement(near) : MathF.BitIncrement(near) - (double)near;

    private static float[] Padded(IEnumerable<float> values)
    {
        float[] array = values.ToArray();
        Array.Resize(ref array, (array.Length + 15) / 16 * 16);
        return array;
    }
}

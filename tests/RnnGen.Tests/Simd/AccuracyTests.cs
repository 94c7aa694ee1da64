namespace RnnGen.Tests.Simd;

/// <summary>The functions' stated bounds, over floats of every exponent and sign, at every width. RnnGen.Accuracy takes all floats.</summary>
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
            var bound = Bound.Of(name, width);
            for (int i = 0; i < sample.Length; i++)
            {
                double expected = function.Exact(sample[i]);
                Assert.True(bound.IsKept(sample[i], expected, found[i]), $"{name} at width {width}: of {sample[i]:R} expected {expected:R} within {bound.Text}, found {found[i]:R}.");
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

    private static float[] Padded(IEnumerable<float> values)
    {
        float[] array = values.ToArray();
        Array.Resize(ref array, (array.Length + 15) / 16 * 16);
        return array;
    }
}

namespace RnnGen;

/// <summary>
/// Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators", OOPSLA 2014), in Vigna's form:
/// a counter and a mixing function, so that every 64-bit start is a good one. The same bits on every machine.
/// </summary>
internal struct SplitMix64
{
    private ulong _state;

    /// <summary>Stream number <paramref name="stream"/> of <paramref name="seed"/>: begins at mix(seed · 2³² + stream).</summary>
    public SplitMix64(int seed, int stream) => _state = BitMix.Of(((ulong)(uint)seed << 32) | (uint)stream);

    /// <summary>64 random bits.</summary>
    public ulong Next() => BitMix.Of(unchecked(_state += BitMix.Golden));

    /// <summary>Uniform in [0, 1): a multiple of 2⁻⁵³.</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [−bound, bound).</summary>
    public double NextUniform(double bound) => bound * (2 * NextUniform() - 1);

    /// <summary>Normal with mean 0 and variance 1, by Marsaglia's polar method.</summary>
    public double NextNormal()
    {
        while (true)
        {
            // (u, v) uniform in the unit disc; then u·√(−2 ln s / s) with s = u² + v² is normal.
            double u = NextUniform(1), v = NextUniform(1), s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Logarithm(s) / s);
        }
    }

    /// <summary>
    /// ln x for a normal x &gt; 0, from +, −, ×, ÷ alone, whose results IEEE 754 fixes; the libraries' logarithms differ
    /// between machines in the last bit. With x = m·2ᵉ, m in [√½, √2), s = (m − 1)/(m + 1), |s| ≤ 0.172:
    /// ln m = 2·(s + s³/3 + s⁵/5 + …), whose terms from s²³ on are below 1e-18.
    /// </summary>
    internal static double Logarithm(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951) (m, exponent) = (m / 2, exponent + 1);
        double s = (m - 1) / (m + 1), square = s * s, sum = 0;
        for (int k = 21; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
        return 2 * s * sum + exponent * 0.6931471805599453;
    }
}

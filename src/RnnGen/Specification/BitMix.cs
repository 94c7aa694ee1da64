namespace RnnGen;

/// <summary>SplitMix64's output function (Steele, Lea and Flood 2014): every bit of the argument changes about half of the result's.</summary>
internal static class BitMix
{
    /// <summary>2⁶⁴ / golden ratio, odd: SplitMix64's step.</summary>
    public const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The mixed bits of <paramref name="z"/>.</summary>
    public static ulong Of(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        }
        return z ^ (z >> 31);
    }

    /// <summary>A hash of a hash and one more value.</summary>
    public static ulong Combine(ulong hash, ulong value) => Of(unchecked(hash + value + Golden));
}

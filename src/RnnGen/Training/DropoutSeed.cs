namespace RnnGen;

/// <summary>The seed of a row's dropout masks.</summary>
internal static class DropoutSeed
{
    /// <summary>A hash of the run's seed, the number of steps made and the row, so that a continued run draws the same masks.</summary>
    public static ulong Of(int seed, long steps, int row) => Mix(Mix(Mix((ulong)(uint)seed) + (ulong)steps) + (ulong)row);

    /// <summary>SplitMix64's output function: every bit of the argument changes about half of the result's.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

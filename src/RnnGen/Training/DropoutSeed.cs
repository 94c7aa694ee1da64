namespace RnnGen;

/// <summary>The seed of a row's dropout masks.</summary>
internal static class DropoutSeed
{
    /// <summary>A hash of the run's seed, the number of steps made and the row, so that a continued run draws the same masks.</summary>
    public static ulong Of(int seed, long steps, int row) =>
        BitMix.Combine(BitMix.Combine(BitMix.Combine(0, (uint)seed), (ulong)steps), (uint)row);
}

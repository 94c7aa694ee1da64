namespace RnnGen;

/// <summary>The seed of a row's dropout masks.</summary>
internal static class DropoutSeed
{
    /// <summary>An encoder's share of a pair's seed, so that it and the decoder draw different masks.</summary>
    public static ulong? OfEncoder(ulong? pair) => pair is { } seed ? BitMix.Combine(seed, 0) : null;

    /// <summary>A decoder's share of a pair's seed.</summary>
    public static ulong? OfDecoder(ulong? pair) => pair is { } seed ? BitMix.Combine(seed, 1) : null;

    /// <summary>A hash of the run's seed, the number of steps made and the row, so that a continued run draws the same masks.</summary>
    public static ulong Of(int seed, long steps, int row) =>
        BitMix.Combine(BitMix.Combine(BitMix.Combine(0, (uint)seed), (ulong)steps), (uint)row);
}

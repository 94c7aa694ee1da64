namespace RnnGen.Benchmarks.Machine;

/// <summary>What one core can do at most.</summary>
/// <param name="GigaHertz">Cycles a nanosecond.</param>
/// <param name="MultiplyAddsPerNanosecond">Of one float each.</param>
/// <param name="Caches">Sizes.</param>
/// <param name="L2BytesPerCycle">Read from the second-level cache.</param>
/// <param name="BeyondBytesPerCycle">Read from what lies behind it.</param>
/// <param name="Latencies">What is waited for.</param>
internal sealed record MachineLimits(
    double GigaHertz, double MultiplyAddsPerNanosecond, CacheSizes Caches, double L2BytesPerCycle, double BeyondBytesPerCycle, Latencies Latencies)
{
    /// <summary>Measured now, in about a tenth of a second.</summary>
    public static MachineLimits Measure()
    {
        CacheSizes caches = CacheSizes.OfThisMachine();
        double clock = CpuClock.GigaHertz(chains: 200);
        double l2 = ReadSpeed.BytesPerNanosecond(caches.L2 / 2), beyond = ReadSpeed.BytesPerNanosecond(4 * caches.L2);
        // Rounded up, so that a limit that is counted with them stays below what is possible; an L2 gives 16, 32 or 64 bytes a cycle.
        double width = l2 / clock <= 16 ? 16 : l2 / clock <= 32.5 ? 32 : 64;
        return new(clock, FmaCeiling.MultiplyAddsPerNanosecond(), caches, width, Math.Ceiling(beyond / clock), Latencies.Measure(clock));
    }

    /// <summary>512-bit multiply-adds a cycle: 1 on Zen 4, 2 on Zen 5.</summary>
    public double VectorsPerCycle => Math.Max(0.5, Math.Round(2 * MultiplyAddsPerNanosecond / GigaHertz / 16) / 2);
}

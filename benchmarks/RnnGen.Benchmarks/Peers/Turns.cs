using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Times code by turns, so that whatever slows the machine for a while slows all of it.</summary>
internal static class Turns
{
    /// <summary>Nanoseconds a call of each: its fastest short batch in any round at the best of four places of the stack; and the clock in the same rounds.</summary>
    public static (double[] Nanoseconds, double GigaHertz) Least(IReadOnlyList<Action> runs, int rounds, TimeSpan turn)
    {
        double[] least = [.. runs.Select(_ => double.PositiveInfinity)];
        double clock = 0;
        for (int round = 0; round < rounds; round++)
        {
            clock = Math.Max(clock, CpuClock.GigaHertz());
            for (int i = 0; i < least.Length; i++) least[i] = Math.Min(least[i], StackPhase.Fastest(runs[i], turn));
        }
        return (least, clock);
    }
}

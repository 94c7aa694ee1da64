namespace RnnGen.Benchmarks.Peers;

/// <summary>
/// Runs code until the compiler is done with it. It compiles in the background, in several tiers and, where the machine is
/// busy, seconds late; so this goes on while anything still becomes faster, not for a fixed time.
/// </summary>
internal static class WarmUp
{
    private const int QuietPasses = 8;

    /// <summary>What a pass has to gain to count: the sum of the logarithms of all times.</summary>
    private const double Gain = 0.1;

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(1), s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs all of <paramref name="actions"/> by turns, with pauses that leave the processor to the compiler.</summary>
    public static void Run(IReadOnlyList<Action> actions)
    {
        double[] least = [.. actions.Select(_ => double.PositiveInfinity)];
        double before = double.PositiveInfinity;
        for (int quiet = 0; quiet < QuietPasses; quiet++)
        {
            for (int i = 0; i < least.Length; i++) least[i] = Math.Min(least[i], Batches.Fastest(actions[i], s_turn));
            double now = least.Sum(Math.Log);
            if (now < before - Gain) (before, quiet) = (now, 0);
            Thread.Sleep(s_pause);
        }
    }
}

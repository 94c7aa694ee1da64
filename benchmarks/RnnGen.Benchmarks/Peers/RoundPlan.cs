namespace RnnGen.Benchmarks.Peers;

/// <summary>How long is measured.</summary>
/// <param name="Rounds">How often each contestant has its turn.</param>
/// <param name="Turn">A turn's length.</param>
/// <param name="LongSteps">Steps of the long sequences.</param>
internal sealed record RoundPlan(int Rounds, TimeSpan Turn, int LongSteps)
{
    /// <summary>Steps of the short sequences, and of the loop over single steps.</summary>
    public const int ShortSteps = 64;

    /// <summary>About four minutes.</summary>
    public static RoundPlan Full { get; } = new(16, TimeSpan.FromMilliseconds(25), 1024);

    /// <summary>Less than two.</summary>
    public static RoundPlan Quick { get; } = new(3, TimeSpan.FromMilliseconds(8), 1024);
}

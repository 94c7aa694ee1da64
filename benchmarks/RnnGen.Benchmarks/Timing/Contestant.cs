namespace RnnGen.Benchmarks.Timing;

/// <summary>Something to be timed; every call does the same work.</summary>
public sealed record Contestant(string Name, Action Run);

/// <summary>Contestants that do the same work; the first is what the others are compared with.</summary>
/// <param name="Name">What they do.</param>
/// <param name="Steps">Time steps in a call.</param>
/// <param name="Contestants">Who.</param>
public sealed record Race(string Name, int Steps, IReadOnlyList<Contestant> Contestants);

/// <summary>How a contestant did.</summary>
/// <param name="Name">Who.</param>
/// <param name="Minimum">Nanoseconds a step in the fastest batch.</param>
/// <param name="Median">Nanoseconds a step in the median batch.</param>
/// <param name="Ratio">How many times as fast as the first contestant, by the fastest batches.</param>
/// <param name="AllocatedBytes">In a call, once warm.</param>
public sealed record RaceResult(string Name, double Minimum, double Median, double Ratio, double AllocatedBytes);

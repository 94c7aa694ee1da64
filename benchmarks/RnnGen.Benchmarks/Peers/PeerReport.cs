using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>All that a run found.</summary>
/// <param name="Machine">What the machine can do.</param>
/// <param name="Contestants">Names of those that run the cells of the tables, ours first, with their versions.</param>
/// <param name="Problems">Who is missing, who computes something else.</param>
/// <param name="Rows">The cells.</param>
/// <param name="Stacks">Two directions and two layers.</param>
/// <param name="Narrow">256-bit vectors.</param>
internal sealed record PeerReport(
    MachineLimits Machine, IReadOnlyList<(string Name, string Version)> Contestants, IReadOnlyList<string> Problems,
    IReadOnlyList<PeerRow> Rows, IReadOnlyList<StackRow> Stacks, IReadOnlyList<NarrowRow> Narrow)
{
    /// <summary>Those that are compared with us.</summary>
    public IReadOnlyList<string> Peers => [.. Contestants.Select(contestant => contestant.Name).Where(name => name != OwnContestant.Us)];

    /// <summary>The libraries that have a call for a whole sequence; the better of them is what ours is measured by.</summary>
    public static IReadOnlyList<string> Libraries { get; } = ["oneDNN", "ONNX Runtime"];
}

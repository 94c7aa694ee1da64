using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>All that a run found.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Machine">What the machine can do.</param>
/// <param name="Entrants">Who takes part; <see cref="OwnContestant.Us"/> first, with which all others are compared.</param>
/// <param name="Problems">Who is missing, who computes something else.</param>
/// <param name="Rows">The cells.</param>
/// <param name="Stacks">Two directions and two layers.</param>
/// <param name="Narrow">256-bit vectors.</param>
internal sealed record PeerReport(
    string Surroundings, MachineLimits Machine, IReadOnlyList<Entrant> Entrants, IReadOnlyList<string> Problems,
    IReadOnlyList<PeerRow> Rows, IReadOnlyList<StackRow> Stacks, IReadOnlyList<NarrowRow> Narrow)
{
    /// <summary>The columns beside ours.</summary>
    public IReadOnlyList<string> Others => [.. Entrants.Skip(1).Select(entrant => entrant.Name)];

    /// <summary>Those that are not ours.</summary>
    public IReadOnlyList<string> Peers => [.. Entrants.Where(entrant => !entrant.IsOurs).Select(entrant => entrant.Name)];

    /// <summary>The libraries that have a call for a whole sequence; the better of them is what ours is measured by.</summary>
    public static IReadOnlyList<string> Libraries { get; } = ["oneDNN", "ONNX Runtime"];
}

/// <summary>A contestant that was there.</summary>
internal sealed record Entrant(string Name, string Version, bool IsOurs);

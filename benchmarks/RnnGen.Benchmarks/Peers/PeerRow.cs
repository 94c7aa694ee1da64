using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>What was measured of one cell.</summary>
/// <param name="Target">The cell.</param>
/// <param name="GigaHertz">The clock meanwhile.</param>
/// <param name="Errors">The largest error against double by contestant, over single steps and whole sequences.</param>
/// <param name="Times">Nanoseconds a step by contestant, for each workload; who did not take part is not in it.</param>
internal sealed record PeerRow(
    PeerTarget Target, double GigaHertz, IReadOnlyDictionary<string, double> Errors,
    IReadOnlyDictionary<Workload, IReadOnlyDictionary<string, double>> Times)
{
    /// <summary>The cell.</summary>
    public CellShape Shape => Target.Shape;

    /// <summary>Nanoseconds a step; NaN for who did not take part.</summary>
    public double Time(Workload workload, string contestant) =>
        Times[workload].TryGetValue(contestant, out double time) ? time : double.NaN;
}

/// <summary>What is timed.</summary>
internal readonly record struct Workload(RunForm Form, int Steps)
{
    /// <summary>One call for each step.</summary>
    public static Workload SingleSteps => new(RunForm.Step, RoundPlan.ShortSteps);
}

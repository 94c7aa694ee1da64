using RnnGen.Generator.Emit;

namespace RnnGen.Generator.Planning;

/// <summary>
/// The cycles of a step of an RNN, LSTM or GRU (reset after the product) with 512-bit vectors on a Zen 4, by the equation of
/// <c>docs/performance.md</c>: max(Σ passes, reading behind the first cache) + functions + call. A pass is
/// max(multiply-adds, loads, chain) + merging. The study of the choices compares it with what it measures; nothing else reads it.
/// </summary>
internal static class StepCost
{
    // Counted: a 512-bit multiply-add and a 64-byte load a cycle, half of that for narrower vectors and for a broadcast;
    // latency 4 of a multiply-add, 3 of an addition; 32 KB in the first cache, 32 bytes a cycle from behind it.
    private const double Narrow = 0.5, Broadcast = 0.5, Latency = 4, Addition = 3, FirstCache = 32 * 1024, BytesPerCycle = 32;

    // Measured: σ and tanh of a vector, as cycles of the pipes and from in to out; a step besides.
    private const double Sigmoid = 14, SigmoidLatency = 40, Tanh = 15.6, TanhLatency = 34, Call = 20;

    /// <summary>Cycles of one step of the layer.</summary>
    public static double Of(CellKernel kernel)
    {
        PanelLayout panel = kernel.Panel;
        double sums = 0, vectors = 0;
        foreach (Pass pass in PassPlanner.Passes(panel, Lanes.Of512))
        {
            double repeats = pass.Loops.Aggregate(1.0, (product, loop) => product * loop.Bound / loop.Increment);
            double width = pass.Pieces.Sum(piece => piece.Lanes.Width == Lanes.Of512.Width ? 1 : Narrow);
            sums += repeats * Pass(kernel, pass, width);
            vectors += repeats * width;
        }
        double bytes = panel.Length * sizeof(float);
        return Math.Max(sums, bytes > FirstCache ? bytes / BytesPerCycle : 0) + Functions(kernel.Spec, vectors) + Call;
    }

    /// <summary>What is chosen for each pass.</summary>
    public static IReadOnlyList<SumsChoice> Choices(CellKernel kernel) =>
        PassPlanner.Passes(kernel.Panel, Lanes.Of512).Select(pass => kernel.Costs.Choose(ShapeOf(kernel.Panel, pass))).ToList();

    private static SumsShape ShapeOf(PanelLayout panel, Pass pass) => new(panel.Gates * pass.Pieces.Count, pass.Pieces[0].Lanes.Width, pass.Loops.Count > 0, RowsPerWord: 1,
        new[] { "input", "hidden" }.Select(name => panel.Groups[panel.GroupIndex(name)])
            .Select(group => new RowRun(group.Rows, group.Gates * pass.Pieces.Count)).ToList());

    private static double Pass(CellKernel kernel, Pass pass, double width)
    {
        SumsShape shape = ShapeOf(kernel.Panel, pass);
        SumsChoice choice = kernel.Costs.Choose(shape);
        double rows = shape.Parts.Sum(run => run.Rows), multiplyAdds = shape.Parts.Sum(run => run.Rows * run.Vectors) * width / pass.Pieces.Count;
        double loads = multiplyAdds + Broadcast * rows, chain = rows / choice.Sets * Latency;
        return Math.Max(loads, chain) + Math.Ceiling(Math.Log(choice.Sets, 2)) * Addition;
    }

    /// <summary>The gates' functions and the state: what the pipes do, or the way from the last sum to h.</summary>
    private static double Functions(RecurrentSpec spec, double vectors) => spec switch
    {
        LstmSpec => Math.Max(vectors * (3 * Sigmoid + 2 * Tanh), SigmoidLatency + TanhLatency + 3 * Latency),     // σ(i)·g, + f∘c, tanh, ·o
        GruSpec => Math.Max(vectors * (2 * Sigmoid + Tanh), SigmoidLatency + TanhLatency + 3 * Latency),          // σ(r)·q + n, tanh, blend
        RnnSpec => Math.Max(vectors * Tanh, TanhLatency),
        _ => throw new NotSupportedException($"{spec.GetType().Name} has no cost."),
    };
}

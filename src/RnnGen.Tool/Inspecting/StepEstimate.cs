extern alias generator;

using generator::RnnGen.Generator.Planning;
using Planned = generator::RnnGen;

namespace RnnGen.Tool.Inspecting;

/// <summary>The time of a step by the generator's model of costs (docs/performance.md): what a Zen 4 with AVX-512 takes.</summary>
internal static class StepEstimate
{
    /// <summary>Of the machine that the model was fitted on.</summary>
    public const double Gigahertz = 3.7;

    // Of a dense layer: a 512-bit multiply-add a cycle; 32 bytes a cycle from behind the first cache; the call.
    private const double Lanes = 16, FirstCache = 32 * 1024, BytesPerCycle = 32, Call = 20;

    /// <summary>Nanoseconds of one step; null where a cell is none that was fitted.</summary>
    public static double? Nanoseconds(Topology topology)
    {
        double cycles = 0;
        foreach (LayerNode node in topology.Nodes)
        {
            switch (node)
            {
                case RecurrentNode recurrent when Cell(recurrent.Spec) is { } cell:
                    // One-hot inputs cost a row of W each, like a single input.
                    int inputs = node == topology.Nodes[0] && topology.Sources.All(source => source.Spec is OneHotSpec) ? topology.Sources.Count : node.InputWidth;
                    var plan = new NetworkPlan(new Planned.ModelSpec(new Planned.InputSpec(inputs), cell));
                    cycles += recurrent.Cells.Count() * StepCost.Of(((RecurrentPlan)plan.Layers[0]).Cells[0].Kernel);
                    break;
                case RecurrentNode:
                    return null;
                case DenseNode dense:
                    double products = dense.InputWidth * Math.Ceiling(dense.OutputWidth / Lanes), bytes = (double)dense.InputWidth * dense.OutputWidth * sizeof(float);
                    cycles += Math.Max(products, bytes > FirstCache ? bytes / BytesPerCycle : 0) + Call;
                    break;
            }
        }
        return cycles / Gigahertz;
    }

    /// <summary>The cells that were fitted, one direction, one layer of them.</summary>
    private static Planned.RecurrentSpec? Cell(RecurrentSpec spec) => spec switch
    {
        { LayerNorm: true } or { Skip: Skip.Highway } => null,
        RnnSpec => new Planned.RnnSpec(spec.Hidden),
        LstmSpec { Projection: 0, Peephole: false, Gates: LstmGates.Standard } => new Planned.LstmSpec(spec.Hidden),
        GruSpec { Reset: GruReset.AfterProduct } => new Planned.GruSpec(spec.Hidden),
        _ => null,
    };
}

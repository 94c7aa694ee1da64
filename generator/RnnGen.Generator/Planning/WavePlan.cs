using RnnGen.Generator.Emit;
using RnnGen.Generator.Emit.Cells;

namespace RnnGen.Generator.Planning;

/// <summary>
/// The first layers of a network as a wavefront: in a sequence, each is a step behind the one below. At a tick of the wave none waits
/// for another, so one layer's sums are computed while the functions of another are on their way.
/// </summary>
internal sealed class WavePlan
{
    private readonly NetworkPlan _plan;
    private readonly CostModel _costs;

    private WavePlan(NetworkPlan plan, CostModel costs, IReadOnlyList<RecurrentPlan> layers)
    {
        _plan = plan;
        _costs = costs;
        Layers = layers;
    }

    /// <summary>Its layers, the lowest first.</summary>
    public IReadOnlyList<RecurrentPlan> Layers { get; }

    /// <summary>The layer whose outputs leave the wave.</summary>
    public RecurrentPlan Last => Layers[Layers.Count - 1];

    /// <summary>Ticks before the last layer's first step.</summary>
    public int Delay => Layers.Count - 1;

    /// <summary>The layers above that run at every step, one after another.</summary>
    public IReadOnlyList<LayerPlan> Behind => _plan.EveryStep.SkipWhile(layer => layer != Last).Skip(1).ToList();

    /// <summary>Whether nothing is computed above at every step: dropout drops nothing without tape.</summary>
    public bool IsHighest => Behind.All(layer => layer is DropoutPlan);

    /// <summary>Whether the last layer's outputs are the network's.</summary>
    public bool WritesOutput => _plan.Topology.PoolAfter < 0 && IsHighest && !_plan.Spec.InputSkip && _plan.Topology.OutputSize == Last.Cells[0].Kernel.Outputs;

    /// <summary>The layers whose sums are in registers together, the lowest first; null where vectors of this width are not for it, so that layers are called one by one.</summary>
    public IReadOnlyList<IReadOnlyList<RecurrentPlan>>? Groups(Lanes lanes)
    {
        IReadOnlyList<int> accumulators = Layers.Select(layer => Accumulators(layer.Cells[0].Kernel, lanes)).ToList();
        if (accumulators.Contains(0)) return null;
        int total = accumulators.Sum(), most = _costs.WavedAccumulators(lanes.Width), groups = (total + most - 1) / most, sum = 0;
        List<IReadOnlyList<RecurrentPlan>> together = Layers.Select((layer, i) =>
        {
            int group = sum * groups / total;
            sum += accumulators[i];
            return (Layer: layer, Group: group);
        }).GroupBy(pair => pair.Group, pair => pair.Layer).Select(group => (IReadOnlyList<RecurrentPlan>)group.ToList()).ToList();
        // Measured with 256 bits: a layer that is left alone makes the wave slower than calls (up to 1.11 times).
        return Layers.Count == 1 || together.All(group => group.Count > 1) ? together : null;
    }

    /// <summary>Whether c, and h where a cell's functions read it, stay in registers from one step to the next: where there are enough beside the sums and two broadcast values.</summary>
    public bool HoldsState(Lanes lanes) => Groups(lanes) is { } groups
        && groups.Max(group => group.Sum(layer => Accumulators(layer.Cells[0].Kernel, lanes))) + 2 + Layers.Sum(layer => Vectors(layer, lanes)) <= CostModel.Registers(lanes.Width);

    /// <summary>The wave of a network's first layers; null where it pays nothing.</summary>
    public static WavePlan? Of(NetworkPlan plan, CostModel costs)
    {
        if (!plan.Spec.RunsForward || plan.ChunkSteps > 0 || plan.PoolsOverSteps || plan.Sources.Any(source => source.Panel is not null)) return null;
        if (plan.Topology.PoolAfter >= 0 && plan.Pooled.HasBypass) return null;
        var layers = new List<RecurrentPlan>();
        int vectors = 0;
        foreach (LayerPlan layer in plan.EveryStep.Where(layer => layer is not DropoutPlan))
        {
            if (layer is not RecurrentPlan recurrent || !CanJoin(recurrent) || !costs.Waves(recurrent.Cells[0].Kernel.Panel)) break;
            if (layers.Count > 0 && !ReadsOnly(recurrent, layers[layers.Count - 1])) break;
            vectors += Vectors(recurrent, Lanes.Of512);
            if (vectors > costs.MostWavedVectors) break;
            layers.Add(recurrent);
        }
        if (layers.Count < costs.LeastWavedLayers) return null;
        var wave = new WavePlan(plan, costs, layers);
        // One layer alone waits for itself; what is behind it fills that time (an LSTM 8 with one output takes 1.14 times as long where that comes later).
        if (layers.Count == 1 && (!wave.IsHighest || plan.Spec.InputSkip)) return null;
        // What the layers above read of the past is gone when it is their turn.
        return wave.Behind.SelectMany(layer => layer.Feeds).All(feed => feed.Source is null && (Under(feed.Layer) == wave.Last || !layers.Any(layer => layer == Under(feed.Layer)))) ? wave : null;
    }

    private static int Vectors(RecurrentPlan layer, Lanes lanes) => Passes(layer, lanes).Sum(pass => pass.Pieces.Count);

    private static Pass[] Passes(RecurrentPlan layer, Lanes lanes) => PassPlanner.Passes(layer.Cells[0].Kernel.Panel, lanes).ToArray();

    /// <summary>Sums of a step that are in registers together; 0 where they are not all.</summary>
    private static int Accumulators(CellKernel kernel, Lanes lanes)
    {
        Pass[] passes = PassPlanner.Passes(kernel.Panel, lanes).ToArray();
        StepSums sums = CellEmitter.Of(kernel).StepSums!;
        // The narrower machines have half the registers.
        bool fits = passes.Length == 1 && passes[0].Loops.Count == 0 && (lanes.Width == Lanes.Of512.Width || passes[0].Pieces.Count == 1);
        return fits ? passes[0].Pieces.Count * sums.Names.Count * sums.Choose(kernel, passes[0]).Sets : 0;
    }

    /// <summary>Whether a step of the layer is sums and then functions, of one cell, all units at once, and nothing else.</summary>
    private static bool CanJoin(RecurrentPlan layer) => !layer.HasBypass && layer.Cells[0].Kernel is { SharesWeights: true, IsNormalised: false } kernel
        && CellEmitter.Of(kernel).StepSums is not null && Passes(layer, Lanes.Of512) is { Length: 1 } passes && passes[0].Loops.Count == 0;

    private static bool ReadsOnly(RecurrentPlan layer, RecurrentPlan below) => layer.Feeds.Count == 1 && Under(layer.Feeds[0].Layer) == below;

    /// <summary>The layer itself, or the one that dropout, which drops nothing here, takes its values from.</summary>
    private static LayerPlan? Under(LayerPlan? layer) => layer is DropoutPlan dropout ? Under(dropout.Below) : layer;
}

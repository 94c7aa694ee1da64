namespace RnnGen;

/// <summary>The dropout of one sequence as vectors of factors, 0 or 1/(1 − p); null where nothing is dropped.</summary>
/// <param name="topology">The network.</param>
/// <param name="seed">The sequence's seed; null means no dropout at all.</param>
internal sealed class DropoutMasks(Topology topology, ulong? seed)
{
    /// <summary>For the output of <paramref name="node"/> at time <paramref name="step"/>.</summary>
    public double[]? OfOutput(LayerNode node, float probability, int step) =>
        Make(DropoutMask.PlaceOfOutput(IndexOf(node)), probability, step, node.OutputWidth);

    /// <summary>For the recurrent input of one direction, the same at every step.</summary>
    public double[]? OfState(RecurrentNode node, bool reverse) =>
        Make(DropoutMask.PlaceOfState(IndexOf(node), reverse), node.Spec.RecurrentDropout, 0, node.Spec.CellOutput);

    private double[]? Make(int place, float probability, int step, int width)
    {
        if (seed is not { } value || probability == 0) return null;
        ulong key = DropoutMask.StepKey(value, place, step);
        uint threshold = DropoutMask.Threshold(probability);
        return Enumerable.Range(0, width).Select(unit =>
            DropoutMask.Bits(key, unit) >= threshold ? (double)DropoutMask.Scale(probability) : 0).ToArray();
    }

    // Two [Dropout]s may be equal as records; each has its own place.
    private int IndexOf(LayerNode node) => topology.Nodes.ToList().FindIndex(other => ReferenceEquals(other, node));
}

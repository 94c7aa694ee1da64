namespace RnnGen;

/// <summary>One sequence's forward pass, with what <see cref="ReferenceNetwork.Backward"/> needs of it.</summary>
public sealed class ReferenceRun
{
    internal ReferenceRun(ReferenceNetwork network, Sources sources, IReadOnlyList<ReferenceLayer> layers,
        int steps, double[] outputs, ReferenceTensors finalState)
    {
        (Network, Sources, Layers) = (network, sources, layers);
        (Steps, Outputs, FinalState) = (steps, outputs, finalState);
    }

    /// <summary>T, the number of steps.</summary>
    public int Steps { get; }

    /// <summary>The outputs, row-major: [T, OutputSize], or [OutputSize] where the model gives one for a sequence.</summary>
    public double[] Outputs { get; }

    /// <summary>The state after the last step (for a backward direction: after the first), by slot name.</summary>
    public ReferenceTensors FinalState { get; }

    internal ReferenceNetwork Network { get; }

    internal Sources Sources { get; }

    internal IReadOnlyList<ReferenceLayer> Layers { get; }
}

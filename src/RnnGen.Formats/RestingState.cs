namespace RnnGen.Formats;

/// <summary>The state of a network that has heard nothing for long: what NAM's files begin with.</summary>
internal static class RestingState
{
    /// <summary>
    /// Right readings of NAM's files drift by 1e-8 to 4e-6 within 200 steps, another order of the gates by 0.1 and more.
    /// </summary>
    public const double Tolerance = 1e-3;

    /// <summary>Steps of zeros after which the state is looked at.</summary>
    public const int Steps = 200;

    /// <summary>As many as NAM's own exporter takes.</summary>
    private const int MostSteps = 48_000;

    /// <summary>How far the largest element of <paramref name="start"/> moves in <paramref name="steps"/> of zeros, and where to all go.</summary>
    public static (double Drift, string Where, ReferenceTensors End) Move(ImportedPart part, ReferenceTensors start, int steps)
    {
        ReferenceTensors end = part.Network.Forward(new double[steps * part.Network.InputSize], start).FinalState;
        var (drift, where) = (0.0, "");
        foreach (TensorInfo slot in start.Tensors)
        {
            double[] before = start[slot.Name], after = end[slot.Name];
            for (int i = 0; i < before.Length; i++)
            {
                double moved = Math.Abs(after[i] - before[i]);
                if (moved > drift) (drift, where) = (moved, FormattableString.Invariant($"{slot.Name}[{i}] goes from {before[i]:g9} to {after[i]:g9}"));
            }
        }
        return (drift, where, end);
    }

    /// <summary>The part's initial state, if that rests; or, where it has none, the one that it comes to.</summary>
    /// <exception cref="NotSupportedException">Its initial state does not rest, or it never comes to rest.</exception>
    public static ReferenceTensors Of(ImportedPart part)
    {
        ReferenceTensors state = part.NewState();
        if (part.InitialState.Count > 0)
        {
            var (moved, where, _) = Move(part, state, Steps);
            return moved <= Tolerance ? state : throw PlainModel.Cannot("NAM", $"an initial state that is not the state after silence: {where} within {Steps} steps of zeros");
        }
        double drift = double.PositiveInfinity;
        for (int step = 0; step < MostSteps && drift > Tolerance / 1000; step += Steps) (drift, _, state) = Move(part, state, Steps);
        return drift <= Tolerance ? state : throw PlainModel.Cannot("NAM", $"a network that does not come to rest within {MostSteps} steps of zeros");
    }
}

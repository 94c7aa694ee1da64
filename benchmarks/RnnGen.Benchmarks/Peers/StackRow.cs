using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.Peers;

/// <summary>What a second direction and a second layer cost: our LSTM over a sequence of 64 steps, inputs as wide as the layer.</summary>
/// <param name="Hidden">Units, and inputs.</param>
/// <param name="OneLayer">Nanoseconds a step of one layer in one direction.</param>
/// <param name="BothDirections">Of a bidirectional layer.</param>
/// <param name="TwoLayers">Of two layers.</param>
internal sealed record StackRow(int Hidden, double OneLayer, double BothDirections, double TwoLayers)
{
    /// <summary>How many times the time of one direction a bidirectional layer should take at most; NaN where nothing is set.</summary>
    public double DirectionsTarget => Hidden switch { <= 16 => 1.4, 32 => 1.8, _ => double.NaN };

    /// <summary>How many times the time of one layer two should take at most; NaN where nothing is set.</summary>
    public double LayersTarget => Hidden switch { <= 16 => 1.4, 32 => 2.0, _ => double.NaN };

    /// <summary>All rows.</summary>
    public static IEnumerable<StackRow> Measure(RoundPlan plan)
    {
        const int steps = RoundPlan.ShortSteps;
        yield return Measure(plan, 8,
            new OwnModel<OneLayer8, OneLayer8.State>(steps, m => m.Forward),
            new OwnModel<BothDirections8, BothDirections8.State>(steps, m => m.Forward),
            new OwnModel<TwoLayers8, TwoLayers8.State>(steps, m => m.Forward));
        yield return Measure(plan, 16,
            new OwnModel<OneLayer16, OneLayer16.State>(steps, m => m.Forward),
            new OwnModel<BothDirections16, BothDirections16.State>(steps, m => m.Forward),
            new OwnModel<TwoLayers16, TwoLayers16.State>(steps, m => m.Forward));
        yield return Measure(plan, 32,
            new OwnModel<OneLayer32, OneLayer32.State>(steps, m => m.Forward),
            new OwnModel<BothDirections32, BothDirections32.State>(steps, m => m.Forward),
            new OwnModel<TwoLayers32, TwoLayers32.State>(steps, m => m.Forward));
        yield return Measure(plan, 64,
            new OwnModel<OneLayer64, OneLayer64.State>(steps, m => m.Forward),
            new OwnModel<BothDirections64, BothDirections64.State>(steps, m => m.Forward),
            new OwnModel<TwoLayers64, TwoLayers64.State>(steps, m => m.Forward));
    }

    private static StackRow Measure(RoundPlan plan, int hidden, params IOwnModel[] models)
    {
        float[] x = Cells.CellWeights.Fill(new float[RoundPlan.ShortSteps * hidden], new Random(2), 1);
        Action[] runs = [.. models.Select(model => (Action)(() => model.Repeat(RunForm.Sequence, x)))];
        WarmUp.Run(runs);
        double[] times = [.. Turns.Least(runs, plan.Rounds, plan.Turn).Nanoseconds.Select(time => time / RoundPlan.ShortSteps)];
        return new(hidden, times[0], times[1], times[2]);
    }
}

using RnnGen;

namespace FlowSample;

/// <summary>A training run, and the step before which it diverged, if it did.</summary>
internal sealed record ClippingRun(string Name, TrainingHistory History, string? Divergence);

/// <summary>A simple recurrent layer whose gradients explode, trained with and without clipping the gradient's norm.</summary>
internal static class ClippingStudy
{
    private const int Rows = 16;

    /// <summary>Enough for gradients that explode now and then; with more, they carry no information that clipping could save.</summary>
    public const double Radius = 2;

    /// <summary>Both runs: the same weights, batches and learning rate. <paramref name="watch"/> hears of each update, with the name of its run.</summary>
    public static ClippingRun[] Run(int steps, int updates, int seed, Action<string, HistoryEntry>? watch = null) =>
        [Train("not clipped", 0f, steps, updates, seed, watch), Train("clipped at 1", 1f, steps, updates, seed, watch)];

    /// <summary>Charts of the gradient's norm and of the loss.</summary>
    public static LineChart[] Charts(IReadOnlyList<ClippingRun> runs) =>
    [
        new() { Title = "RNN: gradient norm before clipping", XLabel = "updates", IsLogarithmic = true, Series = [.. runs.Select(run => Series(run, entry => entry.GradientNorm))] },
        new() { Title = "RNN: loss (chance: ln 4 = 1.386)", XLabel = "updates", IsLogarithmic = true, Series = [.. runs.Select(run => Series(run, entry => entry.Loss))] },
    ];

    private static ClippingRun Train(string name, float clip, int steps, int updates, int seed, Action<string, HistoryEntry>? watch)
    {
        RnnMemory model = RnnMemory.Create(seed);
        Recurrence.Scale(model.Parameters, Radius);
        var optimizer = new Sgd { LearningRate = 0.05f };
        using var trainer = new Trainer<RnnMemory, int>(model, optimizer, new TrainerOptions { BatchSize = Rows, Steps = steps, GradientClip = clip });
        var history = new TrainingHistory { Progress = entry => watch?.Invoke(name, entry) };
        for (int update = 0; update < updates; update++)
        {
            (int[] inputs, int[] classes) = FirstSymbol.Batch(Rows, steps, seed + 1 + update);
            try
            {
                history.Add(optimizer, trainer.Step(inputs, classes));
            }
            catch (NotFiniteNumberException e)
            {
                return new(name, history, e.Message);
            }
        }
        return new(name, history, null);
    }

    private static ChartSeries Series(ClippingRun run, Func<HistoryEntry, double> value) =>
        new(run.Name, [.. run.History.Entries.Select(entry => (double)entry.Step)], [.. run.History.Entries.Select(value)]);
}

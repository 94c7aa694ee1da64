namespace RnnGen.Tests.Models;

/// <summary>
/// What docs/training.md promises of a trainer, for every cell and variant: with checkpoints the bits are those without; two threads give
/// the losses of one bit for bit, and its gradients but for rounding.
/// </summary>
public static class TrainingContract
{
    // Segments are of three steps, or of eight and seven in a thread's 16 and 17 rows: there are several either way.
    private const int Rows = 33, Steps = 10, Every = 2;

    // Sums of some hundred terms in another order, as a share of the largest; and what p − g rounds off, of parameters up to 1.
    private const double Tolerance = 2e-5, Rounding = 2e-7;

    /// <summary>What is broken for a model, or null.</summary>
    public static string? Broken<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        bool checkpoints = TModel.Spec.RunsForward && TModel.Spec.Output is OutputMode.EveryStep or OutputMode.LastStep;
        TInput[] inputs = StreamingContract.Inputs<TModel, TInput>(Rows * Steps);
        var random = new Random(7);
        float[] targets = [.. Enumerable.Range(0, Rows * (TModel.Spec.HasOutputPerStep ? Steps : 1) * TModel.OutputSize).Select(_ => random.NextSingle() * 2 - 1)];
        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => row % 5 == 2 ? Steps : random.Next(1, Steps + 1))];
        Run one = Train(1, 0), two = Train(2, 0);
        if (one.Moves.All(move => move == 0)) return "nothing is learned";
        // Tied weights get the gradients of both their uses segment by segment, where they otherwise get first one's and then the other's.
        bool isTied = TModel.Spec.Layers.OfType<DenseSpec>().Any(dense => dense.Tied);
        return Difference(one, two, bits: false, "two threads")
            ?? (checkpoints ? Difference(one, Train(1, Every), !isTied, "CheckpointEvery") ?? Difference(two, Train(2, Every), !isTied, "CheckpointEvery on two threads") : null);

        // With a learning rate of 1 parameters move by the gradient.
        Run Train(int threads, int every)
        {
            TModel model = TModel.New();
            ParameterInitializer.Fill(model.Parameters, 5);
            float[] before = model.Parameters.Span.ToArray();
            using var trainer = new Trainer<TModel, TInput>(model, new Sgd { LearningRate = 1 }, new TrainerOptions
            {
                BatchSize = Rows, Steps = Steps, Loss = Loss.MeanSquaredError, Threads = threads, CarryState = TModel.Spec.RunsForward, CheckpointEvery = every, Seed = 2,
            });
            float loss = trainer.Step(inputs, targets, lengths).Loss;
            float[] after = model.Parameters.Span.ToArray();
            // The states that the step left show in what comes next.
            return new Run(loss, trainer.Step(inputs, targets, lengths).Loss, [.. after.Zip(before, (p, q) => p - q)]);
        }
    }

    private static string? Difference(Run expected, Run found, bool bits, string what)
    {
        if (expected.Loss != found.Loss || (bits && expected.Next != found.Next)) return $"{what}: losses of {found.Loss:R} and {found.Next:R}, expected {expected.Loss:R} and {expected.Next:R}";
        double bound = bits ? 0 : Tolerance * expected.Moves.Max(MathF.Abs) + Rounding;
        int wrong = Array.FindIndex([.. expected.Moves.Zip(found.Moves)], pair => !(Math.Abs(pair.First - pair.Second) <= bound));
        return wrong < 0 ? null : $"{what}: parameter {wrong} moves by {found.Moves[wrong]:R}, expected {expected.Moves[wrong]:R}";
    }

    /// <summary>The losses of two steps, and how the first moves the parameters.</summary>
    private sealed record Run(float Loss, float Next, float[] Moves);
}

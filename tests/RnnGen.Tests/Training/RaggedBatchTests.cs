using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>
/// A batch whose rows have different lengths: loss and gradients are the means over the outputs that count, as if each row were
/// trained alone; what lies behind the end of a row has no part in them.
/// </summary>
public class RaggedBatchTests
{
    private const int Steps = 6;
    private static readonly int[] Lengths = [6, 1, 4, 2, 5];

    [Theory, InlineData(1), InlineData(2)] public void Forward(int threads) => Check<SmallStack, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void Backward(int threads) => Check<BackwardHighway, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void Bidirectional(int threads) => Check<TwoWayStack, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void Tokens(int threads) => Check<MeanGruThenForward, int>(threads);

    [Theory, InlineData(1), InlineData(2)] public void Mean(int threads) => Check<MeanOfRnn, int>(threads);

    [Theory, InlineData(1), InlineData(2)] public void MeanBackward(int threads) => Check<MeanOfBackward, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void MaxBidirectional(int threads) => Check<MaxOfTwoWay, int>(threads);

    [Theory, InlineData(1), InlineData(2)] public void LastStepBidirectional(int threads) => Check<LastOfTwoWay, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void FinalState(int threads) => Check<FinalOfGru, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void FinalStateBidirectional(int threads) => Check<FinalOfTwoWay, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void LayerNorm(int threads) => Check<NormalisedLstm, float>(threads);

    [Theory, InlineData(1), InlineData(2)] public void LayerNormBidirectional(int threads) => Check<NormalisedEverything, int>(threads);

    private static void Check<TModel, TInput>(int threads)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var random = new Random(1);
        int outputsPerRow = TModel.Spec.HasOutputPerStep ? Steps : 1;
        var inputs = new TInput[Lengths.Length * Steps * TModel.InputsPerStep];
        var targets = new float[Lengths.Length * outputsPerRow * TModel.OutputSize];
        var classes = new int[Lengths.Length * outputsPerRow];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = typeof(TInput) == typeof(int) ? (TInput)(object)random.Next(4) : (TInput)(object)(random.NextSingle() * 2 - 1);
        }
        for (int i = 0; i < targets.Length; i++) targets[i] = random.NextSingle() * 2 - 1;
        // Every fifth output is masked: of rows 0, 2 and 4.
        for (int i = 0; i < classes.Length; i++) classes[i] = outputsPerRow > 1 && i % 5 == 3 ? -1 : random.Next(TModel.OutputSize);
        SpoilTheRest(inputs, Steps * TModel.InputsPerStep, TModel.InputsPerStep);
        if (outputsPerRow > 1) SpoilTheRest(targets, Steps * TModel.OutputSize, TModel.OutputSize);

        Same<TModel, TInput>(threads, Loss.MeanSquaredError, _ => 1,
            (trainer, row, length) => row is { } r
                ? trainer.Step(Row(inputs, r, Steps, length, TModel.InputsPerStep), Row(targets, r, outputsPerRow, length, TModel.OutputSize))
                : trainer.Step(inputs, targets, Lengths));
        if (TModel.OutputSize == 1) return;
        Same<TModel, TInput>(threads, Loss.SoftmaxCrossEntropy, output => classes[output] < 0 ? 0 : 1,
            (trainer, row, length) => row is { } r
                ? trainer.Step(Row(inputs, r, Steps, length, TModel.InputsPerStep), Row(classes, r, outputsPerRow, length, 1))
                : trainer.Step(inputs, classes, Lengths));
    }

    // With a learning rate of 1 the parameters move by the gradient.
    private static void Same<TModel, TInput>(int threads, Loss loss, Func<int, int> counts, Func<Trainer<TModel, TInput>, int?, int, TrainingResult> step)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        int outputsPerRow = TModel.Spec.HasOutputPerStep ? Steps : 1;
        (double batchLoss, float[] batchMove) = Train<TModel, TInput>(Lengths.Length, Steps, threads, loss, trainer => step(trainer, null, 0));
        double expectedLoss = 0, total = 0;
        var expected = new double[batchMove.Length];
        for (int row = 0; row < Lengths.Length; row++)
        {
            int length = Lengths[row], weight = Enumerable.Range(row * outputsPerRow, Math.Min(outputsPerRow, length)).Sum(counts);
            int of = row;
            (double rowLoss, float[] move) = Train<TModel, TInput>(1, length, 1, loss, trainer => step(trainer, of, length));
            expectedLoss += weight * rowLoss;
            for (int i = 0; i < expected.Length; i++) expected[i] += weight * (double)move[i];
            total += weight;
        }
        Assert.Equal(expectedLoss / total, batchLoss, 1e-6 * Math.Max(1, batchLoss));
        // The tolerance is far above the rounding of p - g, and a thousandth of the largest gradient at most.
        Assert.True(expected.Max(Math.Abs) / total > 1e-3);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] / total - batchMove[i]) <= 1e-6, $"{loss}, value {i}: expected {expected[i] / total}, found {batchMove[i]}.");
        }
    }

    private static (double Loss, float[] Move) Train<TModel, TInput>(int rows, int steps, int threads, Loss loss, Func<Trainer<TModel, TInput>, TrainingResult> step)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        float[] before = model.Parameters.Span.ToArray();
        using var trainer = new Trainer<TModel, TInput>(model, new Sgd { LearningRate = 1 },
            new TrainerOptions { BatchSize = rows, Steps = steps, Loss = loss, Threads = threads });
        double found = step(trainer).Loss;
        return (found, [.. before.Zip(model.Parameters.Span.ToArray(), (old, moved) => moved - old)]);
    }

    private static ReadOnlySpan<T> Row<T>(T[] values, int row, int stepsPerRow, int length, int width) =>
        values.AsSpan(row * stepsPerRow * width, Math.Min(stepsPerRow, length) * width);

    // Not a number wherever no step is; token ids stay, any will do.
    private static void SpoilTheRest<T>(T[] values, int perRow, int perStep)
    {
        if (values is not float[] floats) return;
        for (int row = 0; row < Lengths.Length; row++) floats.AsSpan(row * perRow + Lengths[row] * perStep, perRow - Lengths[row] * perStep).Fill(float.NaN);
    }
}

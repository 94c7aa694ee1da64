namespace RnnGen.Tests.Training;

// 50,001 is no multiple of a vector: a step's outputs are padded.
[RnnModel]
[Embedding(50_000, 8)]
[Gru(8)]
[Dense(50_001)]
internal sealed partial class WordModel;

[RnnModel(Output = OutputMode.LastStep)]
[Input(1)]
[Lstm(16)]
[Dense(1)]
internal sealed partial class LongMemory;

// Matrices that do not stay in the second cache: every other step goes through the tiles from the last on.
[RnnModel]
[Input(9)]
[Lstm(196)]
internal sealed partial class WideLstm;

[RnnModel]
[Input(9)]
[Gru(236)]
[Dense(3)]
internal sealed partial class WideGru;

/// <summary>Wide layers, large vocabularies, many rows, long sequences: what goes through in groups.</summary>
public class LargeModelTests
{
    [Fact]
    public void AVocabularyOfFiftyThousandAgreesWithTheReferenceEngine() => RnnVerifier.VerifyStreaming<WordModel, int>(seed: 1).ThrowIfFailed();

    [Fact]
    public void WideCellsAgreeWithTheReferenceEngine()
    {
        RnnVerifier.VerifyStreaming<WideLstm, float>(seed: 1).ThrowIfFailed();
        RnnVerifier.VerifyStreaming<WideGru, float>(seed: 1).ThrowIfFailed();
    }

    [Fact]
    public void AVocabularyOfFiftyThousandIsLearned()
    {
        // Every word is followed by the next but seven.
        const int Rows = 8, Steps = 16;
        var model = WordModel.Create(seed: 1);
        var trainer = new Trainer<WordModel, int>(model, new Adam { LearningRate = 0.05f }, new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.SoftmaxCrossEntropy });
        int[] words = [.. Enumerable.Range(0, Rows * Steps).Select(i => i * 390 % 50_000)], next = [.. words.Select(word => word + 7 > 50_000 ? 0 : word + 7)];
        float first = trainer.Step(words, next).Loss, last = first;
        for (int step = 0; step < 60; step++) last = trainer.Step(words, next).Loss;
        // The first is about that of guessing, ln 50,001 = 10.82.
        Assert.InRange(first, 10.7f, 11f);
        Assert.True(last < 2f, $"{last}");
    }

    [Fact]
    public void ManyLongRowsTakeBoundedMemory()
    {
        // 4,096 rows of 1,000 steps at once would be a tape of 2 GB.
        const int Rows = 4096, Steps = 1000;
        var model = LongMemory.Create(seed: 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = new Trainer<LongMemory, float>(model, new Adam(), new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.MeanSquaredError });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L << 20);
    }

    [Fact]
    public void GroupsOfRowsAddUpToTheWhole()
    {
        // Rows of 20,000 steps go through some 30 at a time; the first and the last must get what they get alone.
        const int Rows = 40, Steps = 20_000;
        float[] inputs = [.. Enumerable.Range(0, Rows * Steps).Select(i => MathF.Sin(0.1f * i))], targets = [.. Enumerable.Range(0, Rows).Select(i => i / (float)Rows)];
        var losses = new List<double>();
        for (int row = 0; row < Rows; row++) losses.Add(NewTrainer(1).Evaluate(inputs.AsSpan(row * Steps, Steps), targets.AsSpan(row, 1)));
        Assert.Equal(losses.Average(), NewTrainer(Rows).Evaluate(inputs, targets), 1e-5);

        static Trainer<LongMemory, float> NewTrainer(int rows) =>
            new(LongMemory.Create(seed: 1), new Adam(), new TrainerOptions { BatchSize = rows, Steps = Steps, Loss = Loss.MeanSquaredError });
    }
}

using RnnGen.Simd;

namespace RnnGen.Tests.Training;

// 50,001 is no multiple of a vector: a step's outputs are padded.
[RnnModel]
[Embedding(50_000, 8)]
[Gru(8)]
[Dense(50_001)]
internal sealed partial class WordModel;

// No padding: outputs and their gradients stay where the caller has them. The head's matrix is more than the second cache holds.
[RnnModel]
[Embedding(50_000, 8)]
[Gru(24)]
[Dense(50_000)]
internal sealed partial class UnpaddedWordModel;

[RnnModel]
[Input(2)]
[Dense(50_001, Activation = Activation.Softmax)]
internal sealed partial class WordDistribution;

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

/// <summary>Wide layers and large vocabularies.</summary>
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
    public void AVocabularyWithoutPaddingAgreesWithTheReferenceEngine() => RnnVerifier.VerifyStreaming<UnpaddedWordModel, int>(seed: 2).ThrowIfFailed();

    /// <summary>5·10⁹ outputs, of which those of a segment are kept.</summary>
    [Fact]
    public void ALongSequenceOverALargeVocabularyHasRoomInSegments()
    {
        using (Trainer<UnpaddedWordModel, int> trainer = New(256)) Assert.NotNull(trainer);
        Assert.Contains("BatchSize 1 and Steps 100000: expected at most 2147483591 values of outputs of a row, found 5000000000.",
            Assert.Throws<ArgumentOutOfRangeException>("options", () => New(0)).Message);
        // Up to whole chunks of 128 steps.
        Assert.Contains("values of outputs of a segment of 50048 steps, found 2502400000.", Assert.Throws<ArgumentOutOfRangeException>("options", () => New(50_000)).Message);

        static Trainer<UnpaddedWordModel, int> New(int every) => new(new(), new Sgd(),
            new TrainerOptions { BatchSize = 1, Steps = 100_000, Loss = Loss.SoftmaxCrossEntropy, CheckpointEvery = every });
    }

    /// <summary>Where the outputs of one row are as many as are kept, the tape has room for one row, whose numbers do not depend on how rows are shared out.</summary>
    [Fact]
    public void RowsThatGoOneByOneHaveTheRoomOfOne()
    {
        const int Rows = 2, Steps = 168;
        const long OutputBytes = Steps * 50_001L * sizeof(float);
        var random = new Random(4);
        int[] words = [.. Enumerable.Range(0, Rows * Steps).Select(_ => random.Next(50_000))];
        float[] losses = [.. new[] { 1, 2 }.Select(threads =>
        {
            var model = WordModel.Create(seed: 1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var trainer = new Trainer<WordModel, int>(model, new Sgd(), new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.SoftmaxCrossEntropy, Threads = threads });
            // The outputs, and on the tape the padded ones and their gradients.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, threads * 3 * OutputBytes, threads * 3.5 * OutputBytes);
            return trainer.Evaluate(words, words);
        })];
        Assert.InRange(losses[0], 10.7f, 11f);
        Assert.Equal(losses[0], losses[1]);
    }

    /// <summary>One thread's 24 rows have more outputs than are kept at a time and go through in two groups; each of two threads has one.</summary>
    [Fact]
    public void RowsInGroupsAndTogetherGiveTheSameGradient()
    {
        const int Rows = 24, Steps = 16;
        var random = new Random(3);
        int[] words = [.. Enumerable.Range(0, Rows * Steps).Select(_ => random.Next(50_000))], next = [.. words.Select(word => 49_999 - word)];
        ParameterBuffer[] trained = [.. new[] { 1, 2 }.Select(threads =>
        {
            var model = UnpaddedWordModel.Create(seed: 1);
            using var trainer = new Trainer<UnpaddedWordModel, int>(model, new Sgd { LearningRate = 100f },
                new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.SoftmaxCrossEntropy, Threads = threads });
            float before = trainer.Evaluate(words, next);
            Assert.Equal(before, trainer.Step(words, next).Loss);
            Assert.InRange(before, 10.7f, 11f);
            if (threads == 2) return model.Parameters;
            // What was learned is measured as by each row alone.
            using var alone = new Trainer<UnpaddedWordModel, int>(model, new Sgd(), new TrainerOptions { BatchSize = 1, Steps = Steps, Loss = Loss.SoftmaxCrossEntropy });
            double rows = Enumerable.Range(0, Rows).Average(row => alone.Evaluate(words.AsSpan(row * Steps, Steps), next.AsSpan(row * Steps, Steps)));
            float after = trainer.Evaluate(words, next);
            Assert.Equal(rows, after, 1e-5);
            Assert.True(after < before - 0.1f, $"{before}, then {after}");
            return model.Parameters;
        })];
        Assert.False(trained[0].Span.SequenceEqual(UnpaddedWordModel.Create(seed: 1).Parameters.Span));
        for (int i = 0; i < trained[0].Length; i++) Assert.Equal(trained[0].Span[i], trained[1].Span[i], 1e-4f);
    }

    /// <summary>Of one weight e³ and 50,000 of 1: added up one by one in a float, they lose what each addition rounds off.</summary>
    [Fact]
    public void ADistributionOverFiftyThousandLosesNoDigits()
    {
        var model = WordDistribution.Create(seed: 1);
        float[] weights = new float[50_001 * 2], biases = new float[50_001];
        biases[7] = MathF.Log(10f);
        model.Parameters.Write("dense.weight", weights);
        model.Parameters.Write("dense.bias", biases);
        double total = 1 + 50_000 * Math.Exp(-(double)biases[7]);
        float[] y = new float[2 * 50_001];
        WordDistribution.State state = default;
        model.Forward([1f, 2f, 3f, 4f], ref state, y);
        // Exponentials have an error of 1e-7, and so has their sum, where all are equal.
        for (int row = 0; row < 2; row++) Assert.Equal(1, y[row * 50_001 + 7] * total, 5e-7);
        var random = new Random(4);
        float[] a = [.. Enumerable.Range(0, 1003).Select(_ => random.NextSingle())], b = [.. Enumerable.Range(0, 1003).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Equal(a.Zip(b, (x, z) => (double)x * z).Sum(), LongSums.Dot(ref a[0], ref b[0], a.Length), 1e-12);
        Assert.Equal(a.Sum(x => (double)x), LongSums.Sum(ref a[0], a.Length), 1e-12);
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
}

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
            TrainingResult result = trainer.Step(words, next);
            Assert.Equal(trainer.Evaluate(words, next), trainer.Evaluate(words, next));
            Assert.InRange(result.Loss, 10.7f, 11f);
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

namespace RnnGen.Tests.Training;

// 50,001 is no multiple of a vector: a step's outputs are padded.
[RnnModel]
[Embedding(50_000, 8)]
[Gru(8)]
[Dense(50_001)]
internal sealed partial class WordModel;

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

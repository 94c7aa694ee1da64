using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

[RnnModel, Embedding(5, 3), Rnn(4), Dense(5)]
public sealed partial class SmallTalk;

/// <summary>Probabilities of sentences and texts, by hand and against the reference engine.</summary>
public class LanguageModelTests
{
    [Fact]
    public void AModelThatOnlyKnowsFrequenciesGivesTheirProduct()
    {
        // With no weights but the last layer's biases, the logits are those: P = 1/2, 1/4, 1/8, 1/16, 1/16, times any factor.
        var model = new SmallTalk();
        model.Parameters.Write("dense.bias", [3, 3 + MathF.Log(1 / 2f), 3 + MathF.Log(1 / 4f), 3 + MathF.Log(1 / 8f), 3 + MathF.Log(1 / 8f)]);
        double half = Math.Log(2);
        Assert.Equal(-(2 + 3 + 4) * half, LanguageModel.LogProbability(model, [0, 1, 2, 3]), 1e-6);
        Assert.Equal(-(1 + 2 + 3 + 4) * half, LanguageModel.LogProbability(model, [0, 1, 2, 3], begin: 4), 1e-6);
        Assert.Equal(-(1 + 2 + 3 + 4 + 4) * half, LanguageModel.LogProbability(model, [0, 1, 2, 3], begin: 0, end: 4), 1e-6);
        Assert.Equal(0, LanguageModel.LogProbability(model, []));
        Assert.Equal(-4 * half, LanguageModel.LogProbability(model, [], begin: 0, end: 4), 1e-6);

        TextScore score = LanguageModel.ScoreSentences(model, [[0, 1], [2], []], begin: 0, end: 3);
        Assert.Equal((6L, -(1 + 2 + 4 + 3 + 4 + 4) * half), (score.Predictions, Math.Round(score.LogProbability / half) * half));
        Assert.Equal(18 * half / 6, score.NatsPerToken, 1e-6);
        Assert.Equal(8, score.Perplexity, 1e-5);
        // Without a token to begin with, a sentence's first is given.
        Assert.Equal(new TextScore(LanguageModel.LogProbability(model, [0, 1]), 1), LanguageModel.ScoreSentences(model, [[0, 1], [2], []]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(257)]
    [InlineData(900)]
    public void ATextIsReadWithItsStateCarried(int length)
    {
        Check<SmallTalk>(length, 5);
        Check<GruBefore>(length, 10);
    }

    [Fact]
    public void SentencesBeginAtZero()
    {
        SmallTalk model = SmallTalk.Create(1);
        TextScore both = LanguageModel.ScoreSentences(model, [[1, 2, 3], [4, 0, 1]]);
        Assert.Equal(Expected<SmallTalk>([1, 2, 3]) + Expected<SmallTalk>([4, 0, 1]), both.LogProbability, 1e-5);
        Assert.Equal(4, both.Predictions);
    }

    [Fact]
    public void WhatIsNoLanguageModelIsRefused()
    {
        Assert.Contains("reads 3", Assert.Throws<ArgumentException>(() => LanguageModel.Score(Tagger.Create(1), [1, 2])).Message);
        Assert.Contains("Output = Mean", Assert.Throws<ArgumentException>(() => LanguageModel.Score(MeanOfRnn.Create(1), [1, 2])).Message);
        Assert.Contains("tokens[1]: expected 0 to 4, found 5", Assert.Throws<ArgumentException>(() => LanguageModel.Score(new SmallTalk(), [1, 5])).Message);
    }

    [Fact]
    public void AWrongTokenIsNamedAsTheCallerKnowsIt()
    {
        var model = new SmallTalk();
        Says("begin: expected 0 to 4, found -4.", "begin", () => LanguageModel.LogProbability(model, [0], begin: -4));
        Says("end: expected 0 to 4, found 5.", "end", () => LanguageModel.LogProbability(model, [0], end: 5));
        Says("tokens[1]: expected 0 to 4, found 7.", "tokens", () => LanguageModel.LogProbability(model, [0, 7], begin: 0));
        Says("sentences[1][2]: expected 0 to 4, found 9.", "sentences", () => LanguageModel.ScoreSentences(model, [[0], [1, 2, 9]], begin: 0));
    }

    [Fact]
    public void ATextOfWhichNothingIsPredictedHasNoScore()
    {
        var model = new SmallTalk();
        Says("tokens: expected at least two, because the first is not predicted, found 1.", "tokens", () => LanguageModel.Score(model, [3]));
        Says("tokens: expected at least two, because the first is not predicted, found 0.", "tokens", () => LanguageModel.Score(model, []));
        Says("sentences: expected at least one with a token to predict, found none in 0.", "sentences", () => LanguageModel.ScoreSentences(model, [], begin: 0));
        Says("sentences: expected at least one with a token to predict, found none in 2.", "sentences", () => LanguageModel.ScoreSentences(model, [[3], []]));
        Assert.Equal(1, LanguageModel.ScoreSentences(model, [[]], begin: 0, end: 1).Predictions);
    }

    private static void Says(string message, string argument, Action call) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(argument, call).Message);

    private static void Check<TModel>(int length, int vocabulary)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        var random = new Random(length);
        int[] text = [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        TextScore score = LanguageModel.Score(model, text);
        Assert.Equal(length - 1, score.Predictions);
        // Float logits: 1e-6 a token.
        Assert.Equal(Expected<TModel>(text), score.LogProbability, 2e-6 * length);
    }

    /// <summary>The sum in one run of the reference engine, with the softmax as it is defined.</summary>
    private static double Expected<TModel>(int[] text)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        var network = new ReferenceNetwork(TModel.Spec);
        var parameters = new ParameterBuffer(TModel.Spec);
        ParameterInitializer.Fill(parameters, seed: 1);
        network.Load(parameters);
        double[][] outputs = [.. network.Forward(text.AsSpan(0, text.Length - 1)).Outputs.Chunk(TModel.OutputSize)];
        bool isProbability = TModel.Spec.Layers[^1] is DenseSpec { Activation.Kind: Activation.Softmax };
        return outputs.Select((z, t) => Math.Log(isProbability ? z[text[t + 1]] : Math.Exp(z[text[t + 1]]) / z.Sum(Math.Exp))).Sum();
    }
}

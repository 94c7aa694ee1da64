using RnnGen.Tests.Models;

namespace RnnGen.Tests.Decoding;

public class BeamSearchTests
{
    private const int Begin = 3, End = 0;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void WidthOneIsGreedy(int seed)
    {
        TinyWriter model = Peaked(seed);
        TinyWriter.State state = State(seed);
        int[] tokens = new int[7];
        int count = new TokenDecoder<TinyWriter>(model, End).Greedy(state, Begin, tokens);
        Hypothesis best = new BeamSearch<TinyWriter>(model, new() { Width = 1, MaxLength = 7, EndToken = End }).Search(state, Begin);
        Assert.Equal(tokens[..count], best.Tokens);
        Assert.Equal(count < 7, best.IsEnded);
    }

    [Theory]
    [InlineData(1, 0f), InlineData(2, 0f), InlineData(3, 0f), InlineData(1, 0.7f), InlineData(2, 1f), InlineData(3, 2f)]
    public void AWideBeamIsExhaustive(int seed, float normalization)
    {
        const int Length = 4;
        TinyWriter model = Peaked(seed);
        TinyWriter.State state = State(seed);
        List<(int[] Tokens, double LogProbability, double Score, bool IsEnded)> all = Enumerate(model, state, Length, normalization);
        var search = new BeamSearch<TinyWriter>(model, new() { Width = all.Count, MaxLength = Length, EndToken = End, LengthNormalization = normalization });
        search.Search(state, Begin);
        Assert.Equal(all.Count, search.Count);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.Equal(all[i].Tokens, search[i].Tokens);
            Assert.Equal(all[i].LogProbability, search[i].LogProbability, 1e-9);
            Assert.Equal(all[i].Score, search[i].Score, 1e-9);
            Assert.Equal(all[i].IsEnded, search[i].IsEnded);
        }
        // All that ends, and all that is cut: together everything that can be written.
        Assert.Equal(1, all.Sum(hypothesis => Math.Exp(hypothesis.LogProbability)), 1e-6);
    }

    [Fact]
    public void AWiderBeamFindsMore()
    {
        // Greedy takes a first token whose continuations are all unlikely.
        int better = Enumerable.Range(1, 40).Count(seed => Best(seed, 8) > Best(seed, 1) + 1e-6);
        Assert.InRange(better, 3, 40);

        static double Best(int seed, int width) =>
            new BeamSearch<TinyWriter>(Peaked(seed), new() { Width = width, MaxLength = 6, EndToken = End }).Search(State(seed), Begin) is { IsEnded: true } best ? best.LogProbability : double.NegativeInfinity;
    }

    [Fact]
    public void OfEqualsTheSmallerTokensComeFirst()
    {
        // All parameters are zero, so that all continuations are equally likely.
        var search = new BeamSearch<TinyWriter>(new TinyWriter(), new() { Width = 9, MaxLength = 2, EndToken = 2 });
        search.Search(default(TinyWriter.State), Begin);
        var found = new List<string>();
        for (int i = 0; i < search.Count; i++) found.Add($"{string.Join(",", search[i].Tokens.ToArray())}{(search[i].IsEnded ? "." : "")}");
        Assert.Equal([".", "0.", "1.", "0,0", "0,1", "1,0", "1,1"], found);
    }

    [Fact]
    public void ASearchLeavesTheStateAndTheNextSearchAlone()
    {
        TinyWriter model = Peaked(3);
        TinyWriter.State state = State(3), before = state;
        var search = new BeamSearch<TinyWriter>(model, new() { Width = 3, MaxLength = 5, EndToken = End });
        (int[] tokens, double score) = Of(search.Search(state, Begin));
        search.Search(State(4), 1);
        Assert.Equal((tokens.Length, score), (Of(search.Search(state, Begin)).Tokens.Length, Of(search.Search(state, Begin)).Score));
        float[] a = new float[6], b = new float[6];
        state.Read("gru.h_l0", a);
        before.Read("gru.h_l0", b);
        Assert.Equal(b, a);

        static (int[] Tokens, double Score) Of(Hypothesis hypothesis) => (hypothesis.Tokens.ToArray(), hypothesis.Score);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        TinyWriter model = Peaked(3);
        var search = new BeamSearch<TinyWriter>(model, new() { Width = 3, MaxLength = 5, EndToken = End });
        var decoder = new TokenDecoder<TinyWriter>(model, End);
        var sampler = new TokenSampler(TinyWriter.OutputSize, seed: 1);
        int[] tokens = new int[5];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            TinyWriter.State state = default;
            search.Search(state, Begin);
            decoder.Greedy(state, Begin, tokens);
            decoder.Sample(state, Begin, sampler, tokens);
        }
    }

    [Fact]
    public void SamplesComeAsOftenAsTheyAreLikely()
    {
        TinyWriter model = Peaked(2);
        TinyWriter.State state = State(2);
        var expected = Enumerate(model, state, 2, 0).ToDictionary(h => $"{string.Join(",", h.Tokens)}{h.IsEnded}", h => Math.Exp(h.LogProbability));
        var decoder = new TokenDecoder<TinyWriter>(model, End);
        var sampler = new TokenSampler(TinyWriter.OutputSize, seed: 5);
        var found = new Dictionary<string, int>();
        int[] tokens = new int[2];
        const int Draws = 20_000;
        for (int i = 0; i < Draws; i++)
        {
            int count = decoder.Sample(state, Begin, sampler, tokens);
            string text = $"{string.Join(",", tokens[..count])}{count < 2}";
            found[text] = found.GetValueOrDefault(text) + 1;
        }
        // Four standard deviations of a frequency.
        foreach ((string text, double p) in expected) Assert.Equal(p, found.GetValueOrDefault(text) / (double)Draws, 4 * Math.Sqrt(p * (1 - p) / Draws) + 1e-9);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Contains("reads real values", Assert.Throws<ArgumentException>(() => TokenFeedback.Require(Oscillator.Spec, "BeamSearch")).Message);
        Assert.Contains("reads 3 tokens a step", Assert.Throws<ArgumentException>(() => new BeamSearch<Tagger>(new Tagger(), new() { EndToken = 0 })).Message);
        Assert.Contains("ends in Softmax", Assert.Throws<ArgumentException>(() => new TokenDecoder<GruBefore>(new GruBefore(), 0)).Message);
        Assert.Contains("OutputMode.LastStep", Assert.Throws<ArgumentException>(() => new TokenDecoder<WideProjection>(new WideProjection(), 0)).Message);
        Assert.Contains("expected 0 to 2, found 3", Assert.Throws<ArgumentException>(() => new BeamSearch<TinyWriter>(new TinyWriter(), new() { EndToken = 3 })).Message);
        Assert.Contains("must be the model's State, 32 bytes", Assert.Throws<ArgumentException>(() => new TokenDecoder<TinyWriter>(new TinyWriter(), 0).Greedy(1.0, Begin, new int[1])).Message);
    }

    [Fact]
    public void AnUnknownFirstTokenIsNamed()
    {
        var search = new BeamSearch<TinyWriter>(new TinyWriter(), new() { EndToken = End });
        var decoder = new TokenDecoder<TinyWriter>(new TinyWriter(), End);
        search.Search(default(TinyWriter.State), Begin);
        int count = search.Count;
        Action[] calls = [() => search.Search(default(TinyWriter.State), 99), () => decoder.Greedy(default(TinyWriter.State), 99, new int[1])];
        foreach (Action call in calls)
        {
            Assert.StartsWith("'firstToken' must be 0 to 3; it is 99.", Assert.Throws<ArgumentException>("firstToken", call).Message);
        }
        // What was found before stays.
        Assert.Equal(count, search.Count);
    }

    /// <summary>Every hypothesis, in the order of a search that loses none.</summary>
    private static List<(int[] Tokens, double LogProbability, double Score, bool IsEnded)> Enumerate(TinyWriter model, TinyWriter.State start, int length, float normalization)
    {
        var all = new List<(int[] Tokens, double LogProbability, double Score, bool IsEnded)>();
        Go([], start, Begin, 0);
        return [.. all.OrderByDescending(h => h.IsEnded).ThenByDescending(h => h.Score)];

        void Go(int[] tokens, TinyWriter.State state, int last, double logProbability)
        {
            if (tokens.Length == length)
            {
                all.Add((tokens, logProbability, Score(logProbability, length), false));
                return;
            }
            float[] z = new float[TinyWriter.OutputSize];
            model.Step(last, ref state, z);
            double sum = Math.Log(z.Sum(value => Math.Exp(value)));
            for (int token = 0; token < z.Length; token++)
            {
                double next = logProbability + z[token] - sum;
                if (token == End) all.Add((tokens, next, Score(next, tokens.Length + 1), true));
                else Go([.. tokens, token], state, token, next);
            }
        }

        double Score(double logProbability, int tokens) => logProbability / Math.Pow(tokens, normalization);
    }

    /// <summary>Parameters large enough that some tokens are much likelier than others.</summary>
    private static TinyWriter Peaked(int seed)
    {
        TinyWriter model = TinyWriter.Create(seed);
        foreach (ref float parameter in model.Parameters.Span) parameter *= 4;
        return model;
    }

    private static TinyWriter.State State(int seed)
    {
        var random = new Random(seed);
        TinyWriter.State state = default;
        state.Write("gru.h_l0", [.. Enumerable.Range(0, 6).Select(_ => 2 * random.NextSingle() - 1)]);
        return state;
    }
}

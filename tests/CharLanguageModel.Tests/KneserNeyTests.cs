using CharLanguageModel.Text;
using Samples.Shared.NGrams;

namespace CharLanguageModel.Tests;

public class KneserNeyTests
{
    [Fact]
    public void ProbabilitiesSumToOneAfterSeenAndUnseenContexts()
    {
        var random = new Random(1);
        int[] text = [.. Enumerable.Range(0, 3000).Select(_ => Math.Min(random.Next(12), random.Next(12)))];
        foreach (KneserNey model in KneserNey.Train(text, maxOrder: 6, vocabulary: 15))
        {
            // Symbols 12 to 14 never occur: contexts that end with one, or hold one further back, were never seen.
            foreach (int[] context in new[] { text[..0], text[..1], text[5..10], [13], [1, 2, 13], [0, 13, 2, 1], [0, 0, 0, 0, 0, 0, 0] })
            {
                double sum = Enumerable.Range(0, 15).Sum(symbol => model.Probability(context, symbol));
                Assert.Equal(1, sum, 12);
                Assert.All(Enumerable.Range(0, 15), symbol => Assert.True(model.Probability(context, symbol) > 0));
            }
        }
    }

    /// <summary>
    /// "abracadabra" has too few counts to estimate discounts from, so they are ½, 1, 1½ (a=0 b=1 c=2 d=3 r=4).
    /// Different bigrams: ab ac ad br ca da ra. After how many symbols each stands: a 3 (of c d r), b c d r 1 each; 7 in all.
    /// </summary>
    [Fact]
    public void AWordByHand()
    {
        int[] abracadabra = [0, 1, 4, 0, 2, 0, 3, 0, 1, 4, 0];
        KneserNey[] models = KneserNey.Train(abracadabra, maxOrder: 2, vocabulary: 5);

        // Order 1 has plain counts: a 5, b 2, r 2, c 1, d 1 of 11; discounts 1½ + 1 + 1 + ½ + ½ = 4½.
        Assert.Equal((5 - 1.5 + 4.5 / 5) / 11, models[0].Probability([], 0), 12);
        Assert.Equal((1 - 0.5 + 4.5 / 5) / 11, models[0].Probability([], 2), 12);

        // Below order 2: continuations. Discounts 1½ + 4·½ = 3½.
        double a = (3 - 1.5 + 3.5 / 5) / 7, b = (1 - 0.5 + 3.5 / 5) / 7;
        Assert.Equal(a, models[1].Probability([], 0), 12);
        // After a: b twice, c once, d once; discounts 1 + ½ + ½ = 2.
        Assert.Equal((2 - 1 + 2 * b) / 4, models[1].Probability([4, 0], 1), 12);
        Assert.Equal((0 + 2 * a) / 4, models[1].Probability([0], 0), 12);
        // After c: a once.
        Assert.Equal((1 - 0.5 + 0.5 * a) / 1, models[1].Probability([2], 0), 12);
    }

    /// <summary>Counts 1, 1, 1, 2, 2, 3, 4: n = 3 2 1 1, so Y = 3 / 7.</summary>
    [Fact]
    public void DiscountsAreChenAndGoodmans()
    {
        Discounts discounts = Discounts.Modified([1, 2, 1, 3, 1, 2, 4]);
        Assert.Equal(1 - 2 * (3.0 / 7) * 2 / 3, discounts.One, 12);
        Assert.Equal(2 - 3 * (3.0 / 7) * 1 / 2, discounts.Two, 12);
        Assert.Equal(3 - 4 * (3.0 / 7) * 1 / 1, discounts.More, 12);
    }

    [Fact]
    public void ScoreIsTheMeanSurprise()
    {
        int[] text = [0, 1, 0, 2, 0, 1, 0, 1];
        KneserNey model = KneserNey.Train(text, maxOrder: 3, vocabulary: 3)[2];
        double product = 1;
        for (int i = 1; i < text.Length; i++) product *= model.Probability(text.AsSpan(0, i), text[i]);
        Assert.Equal(-Math.Log(product) / 7, model.Score(text), 12);
    }

    /// <summary>
    /// tinyshakespeare, first 90 % / last 10 %, nats a character by order. With a single discount: figures measured before,
    /// by another implementation. Modified: by a script of dictionaries that shares nothing with this code.
    /// </summary>
    [DataFact("tinyshakespeare")]
    public void TinyShakespeareMatchesOtherImplementations()
    {
        Corpus corpus = Corpus.FromFile(Path.Combine(DataFactAttribute.Folder, "tinyshakespeare", "input.txt"));
        Vocabulary vocabulary = Vocabulary.Of(corpus.Training);
        int[] training = vocabulary.Encode(corpus.Training), validation = vocabulary.Encode(corpus.Validation);

        double[] Scores(DiscountRule rule) =>
            [.. KneserNey.Train(training, maxOrder: 6, vocabulary.Count, rule).Select(model => Math.Round(model.Score(validation), 3))];

        Assert.Equal([3.347, 2.484, 2.045, 1.729, 1.579, 1.558], Scores(Discounts.Single));
        Assert.Equal([1.561, 1.523], Scores(Discounts.Modified)[4..]);
    }
}

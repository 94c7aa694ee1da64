using Samples.Shared.NGrams;

namespace Names;

/// <summary>n-grams of names: what the last few letters say about the next one.</summary>
internal static class NameGrams
{
    /// <summary>Nats a letter on <paramref name="test"/>, the ends of names counted, by n-grams of <paramref name="training"/>.</summary>
    public static double Score(IEnumerable<string> training, IEnumerable<string> test, int order, DiscountRule rule)
    {
        // Names begin after as many edges as a context holds, so that no name is another's context.
        int[] padding = new int[Math.Max(order - 1, 1)];
        int[] text = [.. training.SelectMany(name => (int[])[.. padding, .. Letters.Encode(name), Letters.Edge])];
        KneserNey model = KneserNey.Train(text, order, Letters.Count, rule, padding: Letters.Edge)[order - 1];
        double sum = 0;
        int count = 0;
        foreach (string name in test)
        {
            int[] symbols = [.. padding, .. Letters.Encode(name), Letters.Edge];
            for (int i = padding.Length; i < symbols.Length; i++, count++) sum -= Math.Log(model.Probability(symbols.AsSpan(0, i), symbols[i]));
        }
        return sum / count;
    }
}

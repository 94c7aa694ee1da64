namespace Samples.Shared.NGrams;

/// <summary>How the discounts of a table of n-grams are found from its counts.</summary>
public delegate Discounts DiscountRule(ReadOnlySpan<int> counts);

/// <summary>What is taken from a count of 1, of 2, and of 3 or more, to be given to n-grams that were never seen.</summary>
public readonly record struct Discounts(double One, double Two, double More)
{
    /// <summary>For tables too small to estimate from (KenLM's fallback).</summary>
    private static readonly Discounts Fallback = new(0.5, 1, 1.5);

    /// <summary>
    /// Modified smoothing, by Chen and Goodman, from n₁…n₄, the number of n-grams that occur once … four times:
    /// Y = n₁ / (n₁ + 2 n₂), D_k = k − (k + 1) · Y · n_{k+1} / n_k.
    /// </summary>
    public static Discounts Modified(ReadOnlySpan<int> counts)
    {
        double[] n = CountsOfCounts(counts);
        if (n[1] == 0 || n[2] == 0 || n[3] == 0) return Fallback;
        double y = n[1] / (n[1] + 2 * n[2]);
        var estimate = new Discounts(1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3]);
        return estimate.One >= 0 && estimate.Two >= 0 && estimate.More >= 0 ? estimate : Fallback;
    }

    /// <summary>Kneser and Ney's own rule: one discount, n₁ / (n₁ + 2 n₂), for every count.</summary>
    public static Discounts Single(ReadOnlySpan<int> counts)
    {
        double[] n = CountsOfCounts(counts);
        double discount = n[1] == 0 || n[2] == 0 ? Fallback.One : n[1] / (n[1] + 2 * n[2]);
        return new(discount, discount, discount);
    }

    private static double[] CountsOfCounts(ReadOnlySpan<int> counts)
    {
        var n = new double[5];
        foreach (int count in counts)
        {
            if (count < n.Length) n[count]++;
        }
        return n;
    }

    /// <summary>What is taken from <paramref name="count"/>.</summary>
    public double From(int count) => count switch { 0 => 0, 1 => One, 2 => Two, _ => More };
}

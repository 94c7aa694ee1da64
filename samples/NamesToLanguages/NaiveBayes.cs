namespace NamesToLanguages;

/// <summary>
/// Multinomial naive Bayes over the different 1- to 4-grams of a lower-cased name between marks:
/// ln P(language) + Σ ln (c(gram, language) + α) / (c(•, language) + α·V). What plain counts of letters can do.
/// </summary>
internal sealed class NaiveBayes
{
    private const int MaxOrder = 4;

    private readonly double _alpha;
    private readonly double[] _priors;                       // ln of how often a language is
    private readonly double[] _totals;                       // ln of the denominators
    private readonly Dictionary<string, int[]> _counts = []; // of each gram, by language

    /// <summary>Counts.</summary>
    /// <param name="names">The training part.</param>
    /// <param name="languages">Their number.</param>
    /// <param name="alpha">α, what is added to every count.</param>
    public NaiveBayes(IReadOnlyCollection<Name> names, int languages, double alpha = 0.3)
    {
        _alpha = alpha;
        var all = new double[languages];
        var totals = new double[languages];
        foreach (Name name in names)
        {
            all[name.Language]++;
            foreach (string gram in Grams(name.Text))
            {
                if (!_counts.TryGetValue(gram, out int[]? counts)) _counts.Add(gram, counts = new int[languages]);
                counts[name.Language]++;
                totals[name.Language]++;
            }
        }
        _priors = Array.ConvertAll(all, count => Math.Log(count / names.Count));
        _totals = Array.ConvertAll(totals, total => Math.Log(total + alpha * _counts.Count));
    }

    /// <summary>The likeliest language; of equally likely ones the first.</summary>
    public int Classify(string name)
    {
        double[] scores = Scores(name);
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>ln P(language, name) but for a constant.</summary>
    internal double[] Scores(string name)
    {
        double[] scores = [.. _priors];
        foreach (string gram in Grams(name))
        {
            int[]? counts = _counts.GetValueOrDefault(gram);
            for (int language = 0; language < scores.Length; language++)
            {
                scores[language] += Math.Log((counts?[language] ?? 0) + _alpha) - _totals[language];
            }
        }
        return scores;
    }

    /// <summary>The share of names whose language it tells.</summary>
    public double Accuracy(IReadOnlyCollection<Name> names) => names.Count(name => Classify(name.Text) == name.Language) / (double)names.Count;

    /// <summary>The different n-grams of a name.</summary>
    internal static HashSet<string> Grams(string name)
    {
        string text = $"^{name.ToLowerInvariant()}$";
        return [.. Enumerable.Range(1, MaxOrder).SelectMany(n => Enumerable.Range(0, Math.Max(0, text.Length - n + 1)).Select(i => text.Substring(i, n)))];
    }
}

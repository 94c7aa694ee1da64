using LettersToPhonemes.Data;

namespace LettersToPhonemes.Baseline;

/// <summary>Says which phonemes each letter of a word stands for: none, one or two.</summary>
/// <remarks>Learned from the pairs alone: p(phonemes | letter) is counted from the likeliest alignments, which follow from p; five times.</remarks>
internal sealed class Alignment
{
    private const int Rounds = 5;
    private const int MostPhonemes = 2;

    // By letter: ln p of each chunk. A chunk that was never seen is unlikely, not impossible.
    private readonly Dictionary<string, double>[] _logP = [.. Enumerable.Range(0, Letters.Count).Select(_ => new Dictionary<string, double>())];
    private double _unseen = Math.Log(1e-3);

    private Alignment()
    {
    }

    /// <summary>Learns from pairs of letters and phonemes.</summary>
    public static Alignment Learn(IReadOnlyList<(int[] Letters, int[] Phonemes)> pairs)
    {
        var alignment = new Alignment();
        for (int round = 0; round < Rounds; round++)
        {
            var counts = alignment._logP.Select(_ => new Dictionary<string, int>()).ToArray();
            foreach ((int[] letters, int[] phonemes) in pairs)
            {
                if (alignment.Align(letters, phonemes) is not { } chunks) continue;
                for (int i = 0; i < letters.Length; i++) counts[letters[i]][chunks[i]] = counts[letters[i]].GetValueOrDefault(chunks[i]) + 1;
            }
            for (int letter = 0; letter < counts.Length; letter++)
            {
                double total = counts[letter].Values.Sum();
                alignment._logP[letter].Clear();
                foreach ((string chunk, int count) in counts[letter]) alignment._logP[letter][chunk] = Math.Log(count / total);
            }
            alignment._unseen = Math.Log(1e-6);
        }
        return alignment;
    }

    /// <summary>The likeliest chunk of each letter, phonemes as characters; null where there are too many phonemes.</summary>
    public string[]? Align(int[] letters, int[] phonemes)
    {
        int n = letters.Length, m = phonemes.Length;
        var best = new double[n + 1, m + 1];
        var taken = new int[n + 1, m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++) best[i, j] = double.NegativeInfinity;
        }
        best[0, 0] = 0;
        string text = string.Concat(phonemes.Select(phoneme => (char)phoneme));
        for (int i = 1; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                for (int take = 0; take <= Math.Min(MostPhonemes, j); take++)
                {
                    if (double.IsNegativeInfinity(best[i - 1, j - take])) continue;
                    // One phoneme a letter, as long as nothing else is known.
                    double p = best[i - 1, j - take] + _logP[letters[i - 1]].GetValueOrDefault(text.Substring(j - take, take), _unseen * (take == 1 ? 1 : 1.5));
                    if (p > best[i, j]) (best[i, j], taken[i, j]) = (p, take);
                }
            }
        }
        if (double.IsNegativeInfinity(best[n, m])) return null;
        var chunks = new string[n];
        for (int i = n, j = m; i > 0; j -= taken[i--, j]) chunks[i - 1] = text.Substring(j - taken[i, j], taken[i, j]);
        return chunks;
    }
}

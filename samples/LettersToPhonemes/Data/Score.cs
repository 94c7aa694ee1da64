namespace LettersToPhonemes.Data;

/// <summary>How well words were spoken.</summary>
/// <param name="WordErrorRate">The share of words whose pronunciation is none of those listed.</param>
/// <param name="PhonemeErrorRate">Insertions, deletions and substitutions to the nearest listed pronunciation, by its phonemes.</param>
internal sealed record Score(double WordErrorRate, double PhonemeErrorRate)
{
    /// <summary>Lets <paramref name="speak"/> speak each word.</summary>
    public static Score Of(IReadOnlyList<Word> words, Func<string, IReadOnlyList<int>> speak)
    {
        int wrong = 0, errors = 0, phonemes = 0;
        foreach (Word word in words)
        {
            IReadOnlyList<int> spoken = speak(word.Spelling);
            (int distance, int length) = word.Pronunciations.Select(right => (Distance(spoken, right), right.Length)).MinBy(pair => pair.Item1);
            if (distance > 0) wrong++;
            errors += distance;
            phonemes += length;
        }
        return new(wrong / (double)words.Count, errors / (double)phonemes);
    }

    /// <summary>Levenshtein's.</summary>
    public static int Distance(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        int[] row = [.. Enumerable.Range(0, b.Count + 1)];
        for (int i = 1; i <= a.Count; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Count; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}

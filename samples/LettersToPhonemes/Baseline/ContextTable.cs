using LettersToPhonemes.Data;

namespace LettersToPhonemes.Baseline;

/// <summary>
/// Speaks each letter as it was spoken most often in the same surroundings: the widest window of letters that the training words have.
/// </summary>
internal sealed class ContextTable
{
    // Letters to the left and to the right, the widest window first.
    private static readonly (int Left, int Right)[] Windows = [(4, 4), (3, 4), (3, 3), (2, 3), (2, 2), (1, 2), (1, 1), (0, 1), (0, 0)];

    private readonly Dictionary<string, string>[] _tables;

    private ContextTable(Dictionary<string, string>[] tables) => _tables = tables;

    /// <summary>Aligns the words and counts.</summary>
    public static ContextTable Learn(IReadOnlyList<Word> words)
    {
        (string Spelling, int[] Letters, int[] Phonemes)[] pairs =
            [.. words.SelectMany(word => word.Pronunciations.Select(phonemes => (word.Spelling, Letters.Encode(word.Spelling), phonemes)))];
        Alignment alignment = Alignment.Learn([.. pairs.Select(pair => (pair.Letters, pair.Phonemes))]);
        var aligned = pairs.Select(pair => (pair.Spelling, Chunks: alignment.Align(pair.Letters, pair.Phonemes))).Where(pair => pair.Chunks is not null).ToArray();
        return new([.. Windows.Select(window => Count(aligned!, window))]);
    }

    /// <summary>The phonemes of a word.</summary>
    public IReadOnlyList<int> Speak(string spelling)
    {
        var phonemes = new List<int>();
        for (int i = 0; i < spelling.Length; i++)
        {
            for (int w = 0; w < Windows.Length; w++)
            {
                if (!_tables[w].TryGetValue(Context(spelling, i, Windows[w]), out string? chunk)) continue;
                phonemes.AddRange(chunk.Select(phoneme => (int)phoneme));
                break;
            }
        }
        return phonemes;
    }

    private static Dictionary<string, string> Count((string Spelling, string[] Chunks)[] words, (int, int) window)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>();
        foreach ((string spelling, string[] chunks) in words)
        {
            for (int i = 0; i < spelling.Length; i++)
            {
                string context = Context(spelling, i, window);
                if (!counts.TryGetValue(context, out Dictionary<string, int>? known)) counts.Add(context, known = []);
                known[chunks[i]] = known.GetValueOrDefault(chunks[i]) + 1;
            }
        }
        return counts.ToDictionary(pair => pair.Key, pair => pair.Value.OrderByDescending(chunk => chunk.Value).ThenBy(chunk => chunk.Key, StringComparer.Ordinal).First().Key);
    }

    /// <summary>A letter with its neighbours; beyond the word there are blanks.</summary>
    private static string Context(string spelling, int at, (int Left, int Right) window) => string.Create(window.Left + window.Right + 1, (spelling, at, window), static (text, from) =>
    {
        for (int k = 0; k < text.Length; k++)
        {
            int i = from.at - from.window.Left + k;
            text[k] = i >= 0 && i < from.spelling.Length ? from.spelling[i] : ' ';
        }
    });
}

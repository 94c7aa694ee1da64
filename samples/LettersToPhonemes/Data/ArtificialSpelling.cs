using System.Text;

namespace LettersToPhonemes.Data;

/// <summary>
/// Words of no language, with rules in the manner of English: c before e and i is S, two letters may be one sound, a silent e
/// at the end makes the vowel before it long.
/// </summary>
internal static class ArtificialSpelling
{
    private static readonly string[] Onsets = ["b", "c", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "ph", "qu", "r", "s", "sh", "t", "th", "v", "w", "x", "z", "st", "tr", "pl"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ee", "oo", "ai", "ou", "oi"];
    private static readonly string[] Codas = ["", "", "n", "t", "s", "ck", "l", "ng", "ss", "m"];

    private static readonly (string Letters, string Phonemes)[] Rules =
    [
        ("sh", "SH"), ("ch", "CH"), ("ph", "F"), ("th", "TH"), ("qu", "K W"), ("ck", "K"), ("ng", "NG"), ("ss", "S"),
        ("ee", "IY"), ("oo", "UW"), ("ai", "EY"), ("ou", "AW"), ("oi", "OY"), ("x", "K S"),
        ("a", "AE"), ("e", "EH"), ("i", "IH"), ("o", "AA"), ("u", "AH"),
        ("b", "B"), ("d", "D"), ("f", "F"), ("g", "G"), ("h", "HH"), ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("p", "P"), ("r", "R"),
        ("s", "S"), ("t", "T"), ("v", "V"), ("w", "W"), ("z", "Z"),
    ];

    private static readonly Dictionary<char, string> Long = new() { ['a'] = "EY", ['e'] = "IY", ['i'] = "AY", ['o'] = "OW", ['u'] = "UW" };

    /// <summary>Different words, always the same for a seed.</summary>
    public static IReadOnlyList<Word> Make(int count, int seed)
    {
        var random = new Random(seed);
        var words = new Dictionary<string, Word>();
        while (words.Count < count)
        {
            var spelling = new StringBuilder();
            for (int syllables = random.Next(1, 4); syllables > 0; syllables--)
            {
                spelling.Append(Onsets[random.Next(Onsets.Length)]).Append(Vowels[random.Next(Vowels.Length)]).Append(Codas[random.Next(Codas.Length)]);
            }
            if (random.Next(4) == 0) spelling.Append(Onsets[random.Next(1, 9)][0]).Append('e');
            string text = spelling.ToString();
            words.TryAdd(text, new Word(text, [Phonemes.Encode(Pronounce(text))]));
        }
        return [.. words.Values];
    }

    /// <summary>The rules, from left to right, the longest first.</summary>
    public static string Pronounce(string word)
    {
        var phonemes = new List<string>();
        bool isSilentE = word.Length > 3 && word[^1] == 'e' && Letter(^2) && !Letter(^3) && Letter(^4);
        for (int i = 0; i < (isSilentE ? word.Length - 1 : word.Length);)
        {
            (string letters, string sound) = i == word.Length - 3 && isSilentE ? (word[i..(i + 1)], Long[word[i]])
                : word[i] == 'c' && !word.AsSpan(i).StartsWith("ch") && !word.AsSpan(i).StartsWith("ck") ? ("c", i + 1 < word.Length && word[i + 1] is 'e' or 'i' ? "S" : "K")
                : Rules.First(rule => word.AsSpan(i).StartsWith(rule.Letters));
            phonemes.Add(sound);
            i += letters.Length;
        }
        return string.Join(' ', phonemes);

        bool Letter(Index at) => !Long.ContainsKey(word[at]);
    }
}

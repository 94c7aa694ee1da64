using System.Text;

namespace CharLanguageModel.Text;

/// <summary>
/// The symbols of a text: its characters (Unicode scalar values), most frequent first.
/// </summary>
/// <remarks>
/// A text decides how many characters there are; a compiled model decides once and for all how many it takes. The models
/// here take <see cref="Capacity"/> symbols. Symbol 0 stands for "any other character", the remaining 127 for the most
/// frequent ones. So a text with at most 127 different characters (every plain English one) is represented exactly, and one
/// with more loses its rarest, all of which become symbol 0. What is lost is counted and printed, and the network and
/// the n-grams are measured on the same symbols. Ids beyond <see cref="Count"/> are never used; the network
/// pays for the probability that it gives them, the n-grams do not even know of them.
/// </remarks>
internal sealed class Vocabulary
{
    /// <summary>The symbols that the models are compiled for.</summary>
    public const int Capacity = 128;

    /// <summary>The symbol of every character that has none of its own.</summary>
    public const int Other = 0;

    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _ids;

    private Vocabulary(IEnumerable<Rune> characters)
    {
        _characters = [Rune.ReplacementChar, .. characters];
        if (_characters.Length > Capacity) throw new ArgumentException($"A vocabulary has at most {Capacity - 1} characters; these are {_characters.Length - 1}.");
        _ids = new Dictionary<Rune, int>(_characters.Length);
        for (int id = 1; id < _characters.Length; id++)
        {
            if (!_ids.TryAdd(_characters[id], id)) throw new ArgumentException($"Character U+{_characters[id].Value:X4} stands twice in the vocabulary.");
        }
    }

    /// <summary>The vocabulary of <paramref name="text"/>; of equally frequent characters the one with the lower code point is first.</summary>
    public static Vocabulary Of(string text)
    {
        var counts = new Dictionary<Rune, int>();
        foreach (Rune character in text.EnumerateRunes())
        {
            // The replacement character is how symbol 0 is printed; it has no symbol of its own.
            if (character != Rune.ReplacementChar) counts[character] = counts.GetValueOrDefault(character) + 1;
        }
        return new(counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(Capacity - 1).Select(pair => pair.Key));
    }

    /// <summary>The vocabulary whose characters are those of <paramref name="characters"/>, in this order.</summary>
    /// <exception cref="ArgumentException">There are too many, or one stands twice.</exception>
    public static Vocabulary FromCharacters(string characters) => new(characters.EnumerateRunes());

    /// <summary>The characters that have a symbol, in order: what <see cref="FromCharacters"/> takes.</summary>
    public string Characters => string.Concat(_characters.Skip(1));

    /// <summary>The symbols in use, with the one for other characters.</summary>
    public int Count => _characters.Length;

    /// <summary>The symbols of a text.</summary>
    public int[] Encode(string text) => [.. text.EnumerateRunes().Select(character => _ids.GetValueOrDefault(character, Other))];

    /// <summary>The text of some symbols; other characters come out as U+FFFD.</summary>
    public string Decode(IEnumerable<int> symbols) => string.Concat(symbols.Select(symbol => _characters[symbol]));
}

using Samples.Shared;

namespace NamesToLanguages;

/// <summary>The symbols of names: the characters of the training part, and marks.</summary>
internal sealed class Alphabet(IEnumerable<Name> training)
{
    /// <summary>The symbols that the model is compiled for.</summary>
    public const int Capacity = 96;

    /// <summary>Stand for the name's beginning and its end; 0 is a character that the training part does not have.</summary>
    private const int Begin = 1, End = 2;

    private readonly Vocabulary<char> _characters = new(training.SelectMany(name => name.Text), Capacity, first: End + 1);

    /// <summary>The symbols of a name, between those of its beginning and end.</summary>
    public int[] Encode(string name) => [Begin, .. name.Select(c => _characters[c]), End];
}

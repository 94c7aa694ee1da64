using System.Text;
using Samples.Shared;

namespace PartOfSpeech;

/// <summary>What the network sees of a word: the word itself, its endings, its beginning and its shape, a token each.</summary>
internal sealed class WordColumns
{
    /// <summary>Tokens of a word.</summary>
    public const int Count = 5;

    /// <summary>The vocabularies that the model is compiled for.</summary>
    public const int Words = 9216, Endings3 = 2048, Endings2 = 640, Beginnings = 2048, Shapes = 96;

    /// <summary>A rarer word, ending or beginning has too few examples to learn anything about.</summary>
    private const int LeastWord = 2, LeastPart = 3;

    private readonly Vocabulary<string> _words, _endings3, _endings2, _beginnings, _shapes;
    private readonly Dictionary<int, int> _counts;

    /// <summary>The vocabularies of a training part.</summary>
    public WordColumns(IEnumerable<Word[]> training)
    {
        string[] forms = [.. training.SelectMany(sentence => sentence.Select(word => word.Form))];
        _words = Of(forms.Select(Lower), Words, LeastWord);
        _endings3 = Of(forms.Select(form => Ending(form, 3)), Endings3, LeastPart);
        _endings2 = Of(forms.Select(form => Ending(form, 2)), Endings2, LeastPart);
        _beginnings = Of(forms.Select(Beginning), Beginnings, LeastPart);
        _shapes = Of(forms.Select(Shape), Shapes, LeastPart);
        _counts = forms.CountBy(form => _words[Lower(form)]).ToDictionary(count => count.Key, count => count.Value);
    }

    /// <summary><see cref="Count"/> tokens for each word.</summary>
    public int[] Encode(IEnumerable<Word> sentence) => [.. sentence.SelectMany(word => (int[])
        [_words[Lower(word.Form)], _endings3[Ending(word.Form, 3)], _endings2[Ending(word.Form, 2)], _beginnings[Beginning(word.Form)], _shapes[Shape(word.Form)]])];

    /// <summary>
    /// The sentence with some words made unknown, a word that occurs c times with probability α / (α + c) (Kiperwasser and
    /// Goldberg 2016): so the network learns to go by endings, shape and neighbours, as it must for words it has never seen.
    /// </summary>
    public int[] ForgetWords(int[] sentence, Random random, double alpha)
    {
        int[] forgetful = [.. sentence];
        for (int i = 0; i < forgetful.Length; i += Count)
        {
            if (random.NextDouble() * (alpha + _counts[forgetful[i]]) < alpha) forgetful[i] = Vocabulary<string>.Unknown;
        }
        return forgetful;
    }

    /// <summary>Capitals as X, small letters as x, digits as 9, others as they are; of repeated signs one or two. "McDonald's" is XxXxx'x.</summary>
    internal static string Shape(string form)
    {
        var shape = new StringBuilder();
        foreach (char c in form)
        {
            char sign = char.IsUpper(c) ? 'X' : char.IsLetter(c) ? 'x' : char.IsDigit(c) ? '9' : c;
            if (shape.Length < 2 || shape[^1] != sign || shape[^2] != sign) shape.Append(sign);
        }
        return shape.ToString();
    }

    private static string Ending(string form, int length) => Lower(form.Length <= length ? form : form[^length..]);

    private static string Beginning(string form) => Lower(form.Length <= 3 ? form : form[..3]);

    private static string Lower(string form) => form.ToLowerInvariant();

    private static Vocabulary<string> Of(IEnumerable<string> tokens, int capacity, int atLeast) => new(tokens, capacity, StringComparer.Ordinal, atLeast: atLeast);
}

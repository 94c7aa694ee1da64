namespace LettersToPhonemes.Data;

/// <summary>Which words are learned from, which decide when to stop, and which are kept for the end. A word's variants stay together.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Development">What decides which epoch's network is kept.</param>
/// <param name="Test">What is looked at once.</param>
internal sealed record Split(IReadOnlyList<Word> Training, IReadOnlyList<Word> Development, IReadOnlyList<Word> Test)
{
    /// <summary>Every tenth word is for the test; of the others every twentieth is for development.</summary>
    public static Split Of(IReadOnlyList<Word> words)
    {
        List<Word> test = [.. words.Where((_, i) => i % 10 == 9)], rest = [.. words.Where((_, i) => i % 10 != 9)];
        return new([.. rest.Where((_, i) => i % 20 != 19)], [.. rest.Where((_, i) => i % 20 == 19)], test);
    }

    /// <summary>At most <paramref name="count"/> words, spread evenly; 0 means all.</summary>
    public static IReadOnlyList<Word> Thin(IReadOnlyList<Word> words, int count) =>
        count == 0 || count >= words.Count ? words : [.. Enumerable.Range(0, count).Select(i => words[(int)((long)i * words.Count / count)])];
}

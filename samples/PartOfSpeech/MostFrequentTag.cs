namespace PartOfSpeech;

/// <summary>
/// Gives each word the tag that it most often has in the training part; a word that does not occur there the tag of its longest
/// known ending, the most frequent among the words with that ending (lower-cased, at most five letters, each word with each
/// of its tags counted once). No neighbours.
/// </summary>
internal sealed class MostFrequentTag
{
    private readonly int _longestEnding;
    private readonly Dictionary<string, int> _words, _endings;
    private readonly int _overall;

    /// <summary>Counts.</summary>
    /// <param name="training">Sentences.</param>
    /// <param name="longestEnding">0: all unknown words get the most frequent tag of all words.</param>
    public MostFrequentTag(IEnumerable<Word[]> training, int longestEnding = 5)
    {
        _longestEnding = longestEnding;
        Word[] words = [.. training.SelectMany(sentence => sentence)];
        _words = MostFrequent(words.Select(word => (word.Form, word.Tag)));
        _endings = MostFrequent(words.Distinct().SelectMany(word => Endings(word.Form).Select(ending => (ending, word.Tag))));
        _overall = MostFrequent(words.Select(word => ("", word.Tag)))[""];
    }

    /// <summary>A word's tag.</summary>
    public int Tag(string form)
    {
        if (_words.TryGetValue(form, out int tag)) return tag;
        foreach (string ending in Endings(form))
        {
            if (_endings.TryGetValue(ending, out tag)) return tag;
        }
        return _overall;
    }

    /// <summary>A word's endings, the longest first.</summary>
    private IEnumerable<string> Endings(string form)
    {
        string lower = form.ToLowerInvariant();
        for (int length = Math.Min(_longestEnding, lower.Length); length > 0; length--) yield return lower[^length..];
    }

    /// <summary>The most frequent tag of each key; of equally frequent ones the first.</summary>
    private static Dictionary<string, int> MostFrequent(IEnumerable<(string Key, int Tag)> tagged)
    {
        Dictionary<string, int[]> counts = [];
        foreach ((string key, int tag) in tagged)
        {
            if (!counts.TryGetValue(key, out int[]? ofKey)) counts.Add(key, ofKey = new int[Tags.Count]);
            ofKey[tag]++;
        }
        return counts.ToDictionary(pair => pair.Key, pair => Array.IndexOf(pair.Value, pair.Value.Max()));
    }
}

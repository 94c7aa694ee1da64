using RnnGen;

namespace PartOfSpeech;

/// <summary>How well words are tagged.</summary>
internal static class TagScores
{
    /// <summary>Counts a tagger's tags against the true ones, word by word.</summary>
    /// <param name="sentences">With the true tags.</param>
    /// <param name="tagger">Gives a tag to each word of a sentence.</param>
    public static ClassificationMetrics Of(IEnumerable<Word[]> sentences, Func<Word[], int[]> tagger)
    {
        var metrics = new ClassificationMetrics(Tags.Count);
        foreach (Word[] sentence in sentences)
        {
            int[] tags = tagger(sentence);
            for (int i = 0; i < sentence.Length; i++) metrics.Add(sentence[i].Tag, tags[i]);
        }
        return metrics;
    }
}

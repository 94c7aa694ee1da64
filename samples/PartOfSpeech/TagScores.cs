namespace PartOfSpeech;

/// <summary>How well words are tagged.</summary>
/// <param name="Accuracy">The share of words with the right tag.</param>
/// <param name="F1">The mean over the tags that occur of 2·right / (given + true): rare tags count as much as frequent ones.</param>
internal sealed record TagScores(double Accuracy, double F1)
{
    /// <summary>Measures a tagger.</summary>
    /// <param name="sentences">With the true tags.</param>
    /// <param name="tagger">Gives a tag to each word of a sentence.</param>
    public static TagScores Of(IEnumerable<Word[]> sentences, Func<Word[], int[]> tagger)
    {
        int[] right = new int[Tags.Count], given = new int[Tags.Count], all = new int[Tags.Count];
        foreach (Word[] sentence in sentences)
        {
            int[] tags = tagger(sentence);
            for (int i = 0; i < sentence.Length; i++)
            {
                given[tags[i]]++;
                all[sentence[i].Tag]++;
                if (tags[i] == sentence[i].Tag) right[tags[i]]++;
            }
        }
        return new(
            right.Sum() / (double)all.Sum(),
            Enumerable.Range(0, Tags.Count).Where(tag => all[tag] > 0).Average(tag => 2.0 * right[tag] / (given[tag] + all[tag])));
    }
}

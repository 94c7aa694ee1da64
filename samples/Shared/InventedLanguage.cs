namespace Samples.Shared;

/// <summary>Words of a language that does not exist: which letter follows which is drawn once for the language, and then obeyed.</summary>
public sealed class InventedLanguage
{
    private const int Letters = 26, Shortest = 3, Longest = 10;

    /// <summary>How much likelier some letters are than others: weights are e^(Contrast · u), u uniform in 0 … 1.</summary>
    private const double Contrast = 7;

    // By the letter before, or Letters at the beginning: a running sum of the weights of a … z.
    private readonly double[][] _sums = new double[Letters + 1][];

    /// <summary>The language of a seed.</summary>
    public InventedLanguage(int seed)
    {
        var random = new Random(seed);
        for (int before = 0; before <= Letters; before++)
        {
            _sums[before] = new double[Letters];
            double sum = 0;
            for (int letter = 0; letter < Letters; letter++) _sums[before][letter] = sum += Math.Exp(Contrast * random.NextDouble());
        }
    }

    /// <summary>Draws a word of 3 to 10 letters.</summary>
    public string Word(Random random)
    {
        var word = new char[random.Next(Shortest, Longest + 1)];
        int before = Letters;
        for (int i = 0; i < word.Length; i++)
        {
            double[] sums = _sums[before];
            int place = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            before = place < 0 ? ~place : place;
            word[i] = (char)('a' + before);
        }
        return new(word);
    }
}

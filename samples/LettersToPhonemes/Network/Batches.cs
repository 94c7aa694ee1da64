using LettersToPhonemes.Data;

namespace LettersToPhonemes.Network;

/// <summary>Training words as batches for the trainer; every pronunciation of a word is a row of its own.</summary>
internal sealed class Batches
{
    private readonly (int[] Letters, int[] Phonemes)[] _pairs;
    private readonly int[] _order;
    private readonly Random _random;
    private readonly int _rows;

    public Batches(IReadOnlyList<Word> words, int rows, int seed)
    {
        _pairs = [.. words.SelectMany(word => word.Pronunciations.Select(phonemes => (Letters.Encode(word.Spelling), phonemes)))];
        _order = [.. Enumerable.Range(0, _pairs.Length)];
        _random = new Random(seed);
        _rows = Math.Min(rows, _pairs.Length);
        SourceSteps = _pairs.Max(pair => pair.Letters.Length);
        // The end takes a step.
        TargetSteps = _pairs.Max(pair => pair.Phonemes.Length) + 1;
        Sources = new int[_rows * SourceSteps];
        TargetInputs = new int[_rows * TargetSteps];
        Classes = new int[_rows * TargetSteps];
        SourceLengths = new int[_rows];
        TargetLengths = new int[_rows];
    }

    public int Rows => _rows;

    public int SourceSteps { get; }

    public int TargetSteps { get; }

    /// <summary>Batches of an epoch; the words that do not fill one wait for another epoch's order.</summary>
    public int Count => _pairs.Length / _rows;

    public int[] Sources { get; }

    /// <summary>The begin, then the phonemes: each step reads what the one before should have written.</summary>
    public int[] TargetInputs { get; }

    /// <summary>The phonemes, then the end.</summary>
    public int[] Classes { get; }

    public int[] SourceLengths { get; }

    public int[] TargetLengths { get; }

    /// <summary>A new order.</summary>
    public void Shuffle() => _random.Shuffle(_order);

    /// <summary>Fills the arrays with a batch.</summary>
    public void Fill(int batch)
    {
        for (int row = 0; row < _rows; row++)
        {
            (int[] letters, int[] phonemes) = _pairs[_order[batch * _rows + row]];
            letters.CopyTo(Sources, row * SourceSteps);
            int first = row * TargetSteps;
            TargetInputs[first] = Phonemes.Begin;
            phonemes.CopyTo(TargetInputs, first + 1);
            phonemes.CopyTo(Classes, first);
            Classes[first + phonemes.Length] = Phonemes.End;
            SourceLengths[row] = letters.Length;
            TargetLengths[row] = phonemes.Length + 1;
        }
    }
}

using RnnGen;
using Samples.Shared;

namespace PartOfSpeech;

/// <summary>A network that tags words.</summary>
internal sealed class Tagger
{
    /// <summary>Passes over the training part, where nothing else is asked for.</summary>
    public const int Epochs = 8;

    /// <summary>The share of tokens, words and parts of words alike, that are made unknown in training, besides rare words.</summary>
    private const double Hidden = 0.1;

    /// <summary>α of <see cref="WordColumns.ForgetWords"/>.</summary>
    private const double Rarity = 0.5;

    /// <summary>
    /// Tables begin with a deviation of 0.3 rather than 1: what a rarely seen word has not unlearnt of its random beginning then
    /// disturbs less.
    /// </summary>
    private const float TableScale = 0.3f;

    private readonly WordColumns _columns;
    private readonly Runner<TagModel, int> _runner;

    private Tagger(WordColumns columns, TagModel model)
    {
        _columns = columns;
        _runner = new(model);
    }

    /// <summary>Trains.</summary>
    public static (Tagger Tagger, Fitted Fitted) Train(Parts<Word[]> sentences, int seed, int epochs, Action<int, double, double>? report = null)
    {
        var columns = new WordColumns(sentences.Training);
        var model = TagModel.Create(seed);
        ScaleTables(model.Parameters);
        var tagger = new Tagger(columns, model);
        Sequence<int, int>[] rows = [.. sentences.Training.Select(sentence => new Sequence<int, int>(columns.Encode(sentence), [.. sentence.Select(word => word.Tag)]))];
        var settings = new FittingSettings { Epochs = epochs, LearningRate = 3e-3f, WeightDecay = 0.02f, Average = 0.998f };
        var fitter = new Fitter<TagModel, int, int>(model, rows, settings, seed)
        {
            Vary = (row, random) => row with { Inputs = Hide(columns.ForgetWords(row.Inputs, random, Rarity), random) },
        };
        return (tagger, fitter.Run(() => tagger.CrossEntropy(sentences.Stopping), report));
    }

    /// <summary>The likeliest tag of each word.</summary>
    public int[] Tag(Word[] sentence)
    {
        ReadOnlySpan<float> logits = _runner.Run(_columns.Encode(sentence));
        var tags = new int[sentence.Length];
        for (int i = 0; i < tags.Length; i++) tags[i] = Scores.ArgMax(logits.Slice(i * Tags.Count, Tags.Count));
        return tags;
    }

    /// <summary>Nats a word.</summary>
    private double CrossEntropy(IEnumerable<Word[]> sentences)
    {
        double sum = 0;
        int count = 0;
        foreach (Word[] sentence in sentences)
        {
            ReadOnlySpan<float> logits = _runner.Run(_columns.Encode(sentence));
            for (int i = 0; i < sentence.Length; i++, count++) sum += Scores.CrossEntropy(logits.Slice(i * Tags.Count, Tags.Count), sentence[i].Tag);
        }
        return sum / count;
    }

    /// <summary>Makes some tokens unknown, in place.</summary>
    private static int[] Hide(int[] tokens, Random random)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            if (random.NextDouble() < Hidden) tokens[i] = Vocabulary<string>.Unknown;
        }
        return tokens;
    }

    private static void ScaleTables(ParameterBuffer parameters)
    {
        foreach (TensorInfo table in parameters.Tensors.Where(tensor => tensor.Name.StartsWith("embedding", StringComparison.Ordinal)))
        {
            var values = new float[table.Count];
            parameters.Read(table.Name, values);
            parameters.Write(table.Name, Array.ConvertAll(values, value => TableScale * value));
        }
    }
}

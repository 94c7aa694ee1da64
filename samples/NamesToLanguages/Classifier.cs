using Samples.Shared;

namespace NamesToLanguages;

/// <summary>A network that tells a name's language.</summary>
internal sealed class Classifier
{
    /// <summary>Passes over the training part, where nothing else is asked for.</summary>
    public const int Epochs = 20;

    /// <summary>
    /// The share of characters that are made unknown in training, anew in each pass: so the network cannot know a name by heart, and
    /// learns what unknown characters mean.
    /// </summary>
    private const double Hidden = 0.15;

    private readonly Alphabet _alphabet;
    private readonly Runner<NameModel, int> _runner;

    private Classifier(Alphabet alphabet, NameModel model)
    {
        _alphabet = alphabet;
        _runner = new(model);
    }

    /// <summary>Trains.</summary>
    public static (Classifier Classifier, Fitted Fitted) Train(Parts<Name> names, int seed, int epochs, Action<int, double, double>? report = null)
    {
        var alphabet = new Alphabet(names.Training);
        var model = NameModel.Create(seed);
        var classifier = new Classifier(alphabet, model);
        Sequence<int, int>[] rows = [.. names.Training.Select(name => new Sequence<int, int>(alphabet.Encode(name.Text), [name.Language]))];
        var settings = new FittingSettings { Epochs = epochs, LearningRate = 3e-3f, WeightDecay = 0.05f, Average = 0.998f };
        var fitter = new Fitter<NameModel, int, int>(model, rows, settings, seed) { Vary = Hide };
        return (classifier, fitter.Run(() => names.Stopping.Average(classifier.CrossEntropy), report));
    }

    /// <summary>The likeliest language.</summary>
    public int Classify(string name) => Scores.ArgMax(_runner.Run(_alphabet.Encode(name)));

    /// <summary>The share of names whose language it tells.</summary>
    public double Accuracy(IReadOnlyCollection<Name> names) => names.Count(name => Classify(name.Text) == name.Language) / (double)names.Count;

    private double CrossEntropy(Name name) => Scores.CrossEntropy(_runner.Run(_alphabet.Encode(name.Text)), name.Language);

    private static Sequence<int, int> Hide(Sequence<int, int> row, Random random) =>
        row with { Inputs = Array.ConvertAll(row.Inputs, symbol => random.NextDouble() < Hidden ? Vocabulary<char>.Unknown : symbol) };
}

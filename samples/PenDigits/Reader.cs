using Samples.Shared;

namespace PenDigits;

/// <summary>A network that reads digits.</summary>
internal sealed class Reader
{
    /// <summary>Passes over the training part, where nothing else is asked for.</summary>
    public const int Epochs = 100;

    private readonly Runner<StrokeModel, float> _runner;

    private Reader(StrokeModel model) => _runner = new(model);

    /// <summary>Trains, on strokes that are varied anew in each pass.</summary>
    public static (Reader Reader, Fitted Fitted) Train(Parts<Stroke> strokes, int seed, int epochs, Action<int, double, double>? report = null)
    {
        var model = StrokeModel.Create(seed);
        var reader = new Reader(model);
        Sequence<float, int>[] rows = [.. strokes.Training.Select(stroke => new Sequence<float, int>(StrokeFeatures.Of(stroke.Points), [stroke.Digit]))];
        var settings = new FittingSettings { Epochs = epochs, LearningRate = 5e-3f, Average = 0.998f };
        var fitter = new Fitter<StrokeModel, float, int>(model, rows, settings, seed)
        {
            Vary = (row, random) => row with { Inputs = StrokeFeatures.Of(Handwriting.Vary(StrokeFeatures.Points(row.Inputs), random)) },
        };
        return (reader, fitter.Run(() => strokes.Stopping.Average(reader.CrossEntropy), report));
    }

    /// <summary>The likeliest digit.</summary>
    public int Classify(Stroke stroke) => Scores.ArgMax(_runner.Run(StrokeFeatures.Of(stroke.Points)));

    /// <summary>The share of strokes whose digit it tells.</summary>
    public double Accuracy(IReadOnlyCollection<Stroke> strokes) => strokes.Count(stroke => Classify(stroke) == stroke.Digit) / (double)strokes.Count;

    private double CrossEntropy(Stroke stroke) => Scores.CrossEntropy(_runner.Run(StrokeFeatures.Of(stroke.Points)), stroke.Digit);
}

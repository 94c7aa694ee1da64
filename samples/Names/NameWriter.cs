using RnnGen;
using Samples.Shared;

namespace Names;

/// <summary>A network that makes names: one start token in, letter after letter out, each fed back.</summary>
internal sealed class NameWriter
{
    /// <summary>Passes over the training part, where nothing else is asked for.</summary>
    public const int Epochs = 15;

    /// <summary>A name that has not ended by then is not going to.</summary>
    private const int Longest = 20;

    private readonly NameModel _model;

    private NameWriter(NameModel model) => _model = model;

    /// <summary>Trains with teacher forcing: the true letters go in.</summary>
    public static (NameWriter Writer, Fitted Fitted) Train(Parts<string> names, int seed, int epochs, Action<int, double, double>? report = null)
    {
        var model = NameModel.Create(seed);
        var writer = new NameWriter(model);
        var settings = new FittingSettings { Epochs = epochs, LearningRate = 3e-3f, WeightDecay = 0.05f, Average = 0.998f };
        var fitter = new Fitter<NameModel, int, int>(model, [.. names.Training.Select(Row)], settings, seed);
        return (writer, fitter.Run(() => writer.Score(names.Stopping), report));
    }

    /// <summary>Nats a letter, the ends of names counted.</summary>
    public double Score(IEnumerable<string> names) =>
        LanguageModel.ScoreSentences(_model, names.Select(Letters.Encode), begin: Letters.Edge, end: Letters.Edge).NatsPerToken;

    /// <summary>Draws a name.</summary>
    public string Write(TokenSampler sampler)
    {
        NameModel.State state = default;
        Span<float> logits = stackalloc float[NameModel.OutputSize];
        List<int> name = [];
        int symbol = Letters.Edge;
        do
        {
            _model.Step(symbol, ref state, logits);
            symbol = sampler.Sample(logits);
            if (symbol != Letters.Edge) name.Add(symbol);
        }
        while (symbol != Letters.Edge && name.Count < Longest);
        return Letters.Decode(name);
    }

    private static Sequence<int, int> Row(string name)
    {
        int[] symbols = Letters.Encode(name);
        return new([Letters.Edge, .. symbols], [.. symbols, Letters.Edge]);
    }
}

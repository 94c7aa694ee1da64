using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Samples.Shared;
using static Samples.Shared.SampleArguments;

namespace LettersToPhonemes;

/// <summary>The arguments, their defaults and their limits.</summary>
internal sealed class CommandLine
{
    private static readonly Options Defaults = new();

    private readonly Option<string?> _data = new("--data") { Description = "Folder with the CMU pronouncing dictionary, cmudict.dict or cmudict.dict.gz, or with a folder cmudict that has it (default: words made here)." };
    private readonly Option<int> _words = Whole("--words", "Use so many words only, spread over the dictionary; 0: all.", Defaults.Words, minimum: 0);
    private readonly Option<int> _epochs = Whole("--epochs", "Passes over the training words; 0: 10 with --data, 30 without.", 0, minimum: 0);
    private readonly Option<int> _batch = Whole("--batch", "Words of an update.", Defaults.Batch, minimum: 1);
    private readonly Option<float> _learningRate = new("--learning-rate") { Description = "Highest learning rate (Adam).", DefaultValueFactory = _ => Defaults.LearningRate };
    private readonly Option<int> _beam = Whole("--beam", "Hypotheses kept when the test words are spoken.", Defaults.Beam, minimum: 1);
    private readonly Option<int> _threads = Whole("--threads", "Threads to train with.", Defaults.Threads, minimum: 1);
    private readonly Option<int> _seed = Whole("--seed", "Seed of everything random.", Defaults.Seed, minimum: int.MinValue);

    private readonly Option<int> _seeds = Whole("--seeds", "Runs, each with the next seed; the worst is named.", Defaults.Seeds, minimum: 1);

    private readonly RootCommand _root;

    public CommandLine()
    {
        // The point is the decimal separator in every culture.
        _learningRate.CustomParser = result =>
        {
            if (float.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float rate) && float.IsFinite(rate) && rate > 0) return rate;
            result.AddError($"--learning-rate takes a number above 0, such as 0.002; '{result.Tokens[0].Value}' is none.");
            return Defaults.LearningRate;
        };
        _root = new("Learns to pronounce: an encoder reads a word's letters, a decoder writes its phonemes.")
        {
            _data, _words, _epochs, _batch, _learningRate, _beam, _threads, _seed, _seeds,
        };
    }

    /// <summary>Reads the arguments and hands them to <paramref name="run"/>; help and mistakes are printed instead.</summary>
    public int Invoke(string[] arguments, Func<Options, int> run, InvocationConfiguration? streams = null)
    {
        _root.SetAction(result => run(Read(result)));
        return SampleArguments.Invoke(_root, arguments, streams);
    }

    private Options Read(ParseResult result) => new()
    {
        Data = result.GetValue(_data),
        Words = result.GetValue(_words),
        Epochs = result.GetValue(_epochs),
        Batch = result.GetValue(_batch),
        LearningRate = result.GetValue(_learningRate),
        Beam = result.GetValue(_beam),
        Threads = result.GetValue(_threads),
        Seed = result.GetValue(_seed),
        Seeds = result.GetValue(_seeds),
    };
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Samples.Shared;
using static Samples.Shared.SampleArguments;

namespace GuitarAmp;

/// <summary>The arguments, their defaults and their limits.</summary>
internal sealed class CommandLine
{
    private static readonly Options Defaults = new();

    private readonly Option<string?> _model = new("--model") { Description = "Trained amplifier: NAM (LSTM), AIDA-X, GuitarML, RTNeural, or any other file of docs/formats.md with one sample in and one out (default: the sample trains one)." };
    private readonly Option<double?> _modelRate = Number<double?>("--model-rate", "Sample rate of a model whose file does not say it, in Hz.", value => value);
    private readonly Option<string?> _input = new("--input") { Description = "WAV file to play: 16, 24 or 32 bits or float, up to 64 channels (default: a riff that the sample makes)." };
    private readonly Option<string?> _output = new("--output") { Description = "WAV file to write, in the input's form (default: amp.wav in the folder of --save)." };
    private readonly Option<int> _block = Whole("--block", "Samples that are handed over at a time; the output does not depend on it.", Defaults.Block, minimum: 1);
    private readonly Option<float[]> _knobs = new("--knob") { Description = "Setting of a model's knob, such as 0.5; once for each knob, in the model's order." };
    private readonly Option<string> _save = new("--save") { Description = "Folder for what the sample makes itself.", DefaultValueFactory = _ => Defaults.Save };
    private readonly Option<double> _seconds = Number("--seconds", "Train for so long.", value => value, Defaults.Seconds);
    private readonly Option<int> _threads = Whole("--threads", "Threads to train with.", Defaults.Threads, minimum: 1);
    private readonly Option<int> _seed = Whole("--seed", "Seed of the first weights and of the notes that are learnt from.", Defaults.Seed, minimum: int.MinValue);

    private readonly RootCommand _root;

    public CommandLine()
    {
        _knobs.CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (float.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)) return value;
            result.AddError($"--knob takes a number such as 0.5; '{token.Value}' is none.");
            return 0;
        })];
        Option[] ofTraining = [_seconds, _threads, _seed];
        _root = new("Plays a guitar through a trained amplifier, block by block as a plug-in would. Without arguments it trains one on a valve stage of its own.")
        {
            _model, _modelRate, _input, _output, _block, _knobs, _save, _seconds, _threads, _seed,
        };
        _root.Validators.Add(command =>
        {
            foreach (Option option in ofTraining.Where(option => IsGiven(_model) && IsGiven(option)))
            {
                command.AddError($"{option.Name} is for training; --model names a model that is trained.");
            }
            foreach (Option option in ((Option[])[_modelRate, _knobs]).Where(option => !IsGiven(_model) && IsGiven(option)))
            {
                command.AddError($"{option.Name} is for a model that --model names.");
            }

            bool IsGiven(Option option) => command.GetResult(option) is { Implicit: false };
        });
    }

    /// <summary>Reads the arguments and hands them to <paramref name="run"/>; help and mistakes are printed instead.</summary>
    public int Invoke(string[] arguments, Func<Options, int> run, InvocationConfiguration? streams = null)
    {
        _root.SetAction(result => run(Read(result)));
        return SampleArguments.Invoke(_root, arguments, streams);
    }

    private Options Read(ParseResult result) => new()
    {
        Model = result.GetValue(_model),
        ModelRate = result.GetValue(_modelRate),
        Input = result.GetValue(_input),
        Output = result.GetValue(_output),
        Block = result.GetValue(_block),
        Knobs = result.GetValue(_knobs) ?? [],
        Save = result.GetValue(_save)!,
        Seconds = result.GetValue(_seconds),
        Threads = result.GetValue(_threads),
        Seed = result.GetValue(_seed),
    };

    /// <summary>A number above 0, with a decimal point in every culture.</summary>
    private static Option<T> Number<T>(string name, string description, Func<double, T> convert, T? defaultValue = default)
    {
        var option = new Option<T>(name) { Description = description };
        if (defaultValue is not null) option.DefaultValueFactory = _ => defaultValue;
        option.CustomParser = result =>
        {
            string token = result.Tokens[0].Value;
            if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value > 0) return convert(value);
            result.AddError($"{name} takes a number above 0, such as 0.5; '{token}' is none.");
            return default;
        };
        return option;
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Samples.Shared;
using static Samples.Shared.SampleArguments;

namespace CharLanguageModel;

/// <summary>The arguments, their defaults and their limits.</summary>
internal sealed class CommandLine
{
    private static readonly RunSettings Defaults = new();

    private readonly Option<string?> _text = new("--text") { Description = "Text file to learn from (default: this repository's C# and Markdown)." };
    private readonly Option<string> _cell = new("--cell") { Description = "Recurrent cell.", DefaultValueFactory = _ => Defaults.Cell };
    private readonly Option<int> _hidden = new("--hidden") { Description = "Recurrent units: a size that was compiled.", DefaultValueFactory = _ => Defaults.Hidden };
    private readonly Option<double?> _minutes = Number<double?>("--minutes", "Train for so long; fractions too (default: 1).", value => value, minimum: 0, exclusive: true);
    private readonly Option<double?> _epochs = Number<double?>("--epochs", "Or: train for so many passes over the text.", value => value, minimum: 0, exclusive: true);
    private readonly Option<int> _batch = Whole("--batch", "Parallel rows of the text.", Defaults.Batch, minimum: 1);
    private readonly Option<int> _steps = Whole("--steps", "Characters between two updates.", Defaults.Steps, minimum: 1);
    private readonly Option<float> _learningRate = Number("--learning-rate", "Highest learning rate (Adam).", value => (float)value, minimum: 0, exclusive: true, Defaults.LearningRate);
    private readonly Option<int> _threads = Whole("--threads", "Threads to train with.", Defaults.Threads, minimum: 1);
    private readonly Option<int> _seed = Whole("--seed", "Seed of the first weights and of the passage.", Defaults.Seed, minimum: int.MinValue);
    private readonly Option<string?> _save = new("--save") { Description = "Folder to save the run in (default: artifacts/CharLanguageModel in the repository)." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run saved in that folder." };
    private readonly Option<string?> _load = new("--load") { Description = "Folder of a saved run to generate from, without training." };
    private readonly Option<string> _prompt = new("--prompt") { Description = "Beginning of the generated passage.", DefaultValueFactory = _ => "\n" };
    private readonly Option<int> _length = Whole("--length", "Characters to generate.", 500, minimum: 0);
    private readonly Option<float> _temperature = Number("--temperature", "Below 1 safer, above 1 wilder; 0 always takes the likeliest.", value => (float)value, minimum: 0, exclusive: false, 0.8f);
    private readonly Option<int> _topK = Whole("--top-k", "Choose among the k likeliest characters only; 0: all.", 0, minimum: 0);
    private readonly Option<float> _topP = Number("--top-p", "Choose among the likeliest characters of this total probability only.", value => (float)value, minimum: 0, exclusive: true, 1f);
    private readonly Option<bool> _plain = new("--plain") { Description = "Plain lines, also on a terminal." };

    private readonly RootCommand _root;

    /// <summary>For the models that are compiled.</summary>
    public CommandLine(IEnumerable<string> cells, IEnumerable<int> sizes)
    {
        RequireOneOf(_cell, [.. cells]);
        RequireOneOf(_hidden, [.. sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))]);
        _topP.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<float>() > 1) result.AddError("--top-p is a probability; it is at most 1.");
        });
        Option[] ofTheRun = [_text, _cell, _hidden, _batch, _steps, _learningRate, _threads, _seed];
        _root = new("Trains a character-level language model, compares it with n-grams on held-out text, and lets it write.")
        {
            _text, _cell, _hidden, _minutes, _epochs, _batch, _steps, _learningRate, _threads, _seed,
            _save, _resume, _load, _prompt, _length, _temperature, _topK, _topP, _plain,
        };
        _root.Validators.Add(command =>
        {
            if (IsGiven(_minutes) && IsGiven(_epochs)) command.AddError("--minutes and --epochs exclude each other.");
            if (IsGiven(_load) && IsGiven(_resume)) command.AddError("--load only generates; --resume goes on training. Give one of them.");
            foreach (Option option in ofTheRun.Where(IsGiven))
            {
                if (IsGiven(_resume)) command.AddError($"{option.Name} is fixed by the saved run; it cannot be given together with --resume.");
                else if (IsGiven(_load) && option != _seed) command.AddError($"{option.Name} is fixed by the saved run; it cannot be given together with --load.");
            }

            bool IsGiven(Option option) => command.GetResult(option) is { Implicit: false };
        });
    }

    /// <summary>
    /// Reads the arguments and hands them to <paramref name="run"/>, whose result is the exit code. Help and mistakes are
    /// printed instead: 0 and <see cref="ExitCode.Usage"/>.
    /// </summary>
    public int Invoke(string[] arguments, Func<Options, int> run, InvocationConfiguration? streams = null)
    {
        _root.SetAction(result => run(Read(result)));
        return SampleArguments.Invoke(_root, arguments, streams);
    }

    private Options Read(ParseResult result) => new()
    {
        Run = new()
        {
            // Whole, so that a run can be continued from another folder.
            Text = result.GetValue(_text) is { Length: > 0 } text ? Path.GetFullPath(text) : null,
            Cell = result.GetValue(_cell)!,
            Hidden = result.GetValue(_hidden),
            Batch = result.GetValue(_batch),
            Steps = result.GetValue(_steps),
            LearningRate = result.GetValue(_learningRate),
            Threads = result.GetValue(_threads),
            Seed = result.GetValue(_seed),
        },
        Budget = result.GetValue(_minutes) is null && result.GetValue(_epochs) is null ? null : new(result.GetValue(_minutes), result.GetValue(_epochs)),
        Save = result.GetValue(_save),
        Load = result.GetValue(_load),
        Resume = result.GetValue(_resume),
        Passage = new(result.GetValue(_prompt)!, result.GetValue(_length), result.GetValue(_temperature), result.GetValue(_topK), result.GetValue(_topP)),
        Plain = result.GetValue(_plain),
    };

    /// <summary>Only what was compiled; the help lists it in this order.</summary>
    private static void RequireOneOf(Option option, string[] choices)
    {
        option.HelpName = string.Join('|', choices);
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !choices.Contains(token.Value)))
            {
                result.AddError($"{option.Name} is '{token.Value}'; the compiled ones are {string.Join(", ", choices)}.");
            }
        });
    }

    /// <summary>A number with a decimal point, in every culture.</summary>
    private static Option<T> Number<T>(string name, string description, Func<double, T> convert, double minimum, bool exclusive, T? defaultValue = default)
    {
        var option = new Option<T>(name) { Description = description };
        if (defaultValue is not null) option.DefaultValueFactory = _ => defaultValue;
        option.CustomParser = result =>
        {
            string token = result.Tokens[0].Value;
            if (!double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                result.AddError($"{name} takes a number such as 0.5; '{token}' is none.");
            }
            else if (value < minimum || exclusive && value == minimum)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it is {(exclusive ? "above" : "at least")} {minimum}."));
            }
            return convert(value);
        };
        return option;
    }
}

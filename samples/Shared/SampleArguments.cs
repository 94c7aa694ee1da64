using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Samples.Shared;

/// <summary>What samples' command lines have in common: options with a limit, and how mistakes end.</summary>
public static class SampleArguments
{
    /// <summary>The exit code where the arguments make no sense.</summary>
    public const int Usage = 2;

    /// <summary>Parses and runs; help and mistakes are printed instead: 0 and <see cref="Usage"/>.</summary>
    /// <param name="root">The command, with its action.</param>
    /// <param name="arguments">As they came.</param>
    /// <param name="streams">Where it prints; null is the terminal.</param>
    public static int Invoke(RootCommand root, string[] arguments, InvocationConfiguration? streams = null)
    {
        ParseResult parsed = root.Parse(arguments);
        // A mistake is one sentence, not a page of help below it.
        if (parsed.Action is ParseErrorAction mistake) mistake.ShowHelp = false;
        int code = parsed.Invoke(streams ?? new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return parsed.Action is ParseErrorAction ? Usage : code;
    }

    /// <summary>A whole number of at least <paramref name="minimum"/>.</summary>
    public static Option<int> Whole(string name, string description, int defaultValue, int minimum)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        RequireAtLeast(option, minimum);
        return option;
    }

    /// <summary>Refuses whole numbers below <paramref name="minimum"/>.</summary>
    public static void RequireAtLeast(Option option, int minimum) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int value) && value < minimum)
        {
            result.AddError($"{option.Name} is {value}; it is at least {minimum}.");
        }
    });
}

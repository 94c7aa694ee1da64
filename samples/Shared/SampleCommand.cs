using System.CommandLine;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Samples.Shared;

/// <summary>The command line of a real task: its arguments, and how it ends.</summary>
public static class SampleCommand
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The data could not be read.</summary>
    public const int Failure = 1;

    /// <summary>Reads the arguments and runs the task; returns the exit code.</summary>
    /// <param name="arguments">As they came.</param>
    /// <param name="description">What the sample does, for its help.</param>
    /// <param name="run">The task; it prints on the console.</param>
    /// <param name="console">Where it prints; null is the terminal.</param>
    public static int Invoke(string[] arguments, string description, Action<SampleOptions, IAnsiConsole> run, IAnsiConsole? console = null)
    {
        // The same words and the same decimal point everywhere.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (console is null) Console.OutputEncoding = Encoding.UTF8;
        IAnsiConsole screen = console ?? Terminal();

        var data = new Option<string?>("--data") { Description = "Folder with the data sets (default: the sample makes its own data)." };
        Option<int> seed = SampleArguments.Whole("--seed", "Seed of everything that is drawn.", 1, int.MinValue);
        Option<int> seeds = SampleArguments.Whole("--seeds", "Seeds to run, one after another; the worst is named.", 1, 1);
        var epochs = new Option<int?>("--epochs") { Description = "Passes over the training part (default: the sample's own number)." };
        SampleArguments.RequireAtLeast(epochs, 1);
        var tune = new Option<bool>("--tune") { Description = "Leave the test part alone; score on the part of the training data that stopping is decided on." };
        var root = new RootCommand(description) { data, seed, seeds, epochs, tune };
        root.SetAction(parsed => Run(() => run(new()
        {
            Data = parsed.GetValue(data),
            Seed = parsed.GetValue(seed),
            Seeds = parsed.GetValue(seeds),
            Epochs = parsed.GetValue(epochs),
            Tune = parsed.GetValue(tune),
        }, screen), screen));

        return SampleArguments.Invoke(root, arguments);
    }

    /// <summary>The terminal; in files and pipes no colours, and lines that are not broken.</summary>
    private static IAnsiConsole Terminal()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        IAnsiConsole plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = 200;
        return plain;
    }

    private static int Run(Action run, IAnsiConsole console)
    {
        try
        {
            run();
            return Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return Failure;
        }
    }
}

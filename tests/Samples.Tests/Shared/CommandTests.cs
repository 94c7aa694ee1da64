using Samples.Shared;
using Spectre.Console;

namespace Samples.Tests.Shared;

public class CommandTests
{
    /// <summary>A console that writes into a string.</summary>
    internal static (IAnsiConsole Console, StringWriter Text) Recorder()
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        return (console, text);
    }

    [Fact]
    public void ArgumentsAreRead()
    {
        SampleOptions? seen = null;
        int code = SampleCommand.Invoke(["--data", "x", "--seed", "5", "--seeds", "3", "--epochs", "2", "--tune"], "", (options, _) => seen = options, Recorder().Console);
        Assert.Equal(SampleCommand.Success, code);
        Assert.Equal(new SampleOptions { Data = "x", Seed = 5, Seeds = 3, Epochs = 2, Tune = true }, seen);
    }

    [Theory]
    [InlineData("--seeds", "0")]
    [InlineData("--epochs", "0")]
    [InlineData("--seeds", "many")]
    [InlineData("--sead", "1")]
    public void MistakesAreRefused(string option, string value)
    {
        int code = SampleCommand.Invoke([option, value], "", (_, _) => Assert.Fail("It ran."), Recorder().Console);
        Assert.Equal(SampleArguments.Usage, code);
    }

    [Fact]
    public void AMissingDataSetIsNamed()
    {
        (IAnsiConsole console, StringWriter text) = Recorder();
        int code = SampleCommand.Invoke(["--data", "nowhere"], "", (options, _) => DataFolder.Of(options.Data!, "pendigits"), console);
        Assert.Equal(SampleCommand.Failure, code);
        Assert.Contains("expected a folder with the data set 'pendigits'", text.ToString());
    }

    [Fact]
    public void TheWorstOfTheSeedsIsShown()
    {
        var board = new Scoreboard("task", new Measure("accuracy", "P1"), new Measure("loss", "F2", HigherIsBetter: false));
        board.Baseline("majority", 0.25, 3);
        (IAnsiConsole console, StringWriter text) = Recorder();
        var values = new Queue<double[]>([[0.9, 1.5], [0.8, 1.25]]);
        SeedRuns.Run(new() { Seed = 4, Seeds = 2 }, 1, board, console, (_, _) => (new Fitted(1, 0, 0), values.Dequeue()));
        Assert.Equal([0.8, 1.5], board.Worst);
        string[] rows = [.. text.ToString().Split('\n').Where(line => line.Contains('│')).Select(line => string.Join(' ', line.Split('│', StringSplitOptions.TrimEntries)))];
        Assert.Equal(["task accuracy loss", "majority 25.0 % 3.00", "seed 4 90.0 % 1.50", "seed 5 80.0 % 1.25", "worst of 2 80.0 % 1.50"], rows.Select(row => row.Trim()));
    }
}

using Spectre.Console;

namespace Samples.Shared;

/// <summary>Runs a task's seeds one after another, and shows what comes of them.</summary>
public static class SeedRuns
{
    /// <summary>About so many lines for each seed.</summary>
    private const int Lines = 8;

    /// <summary>Runs each seed, adds its values to the board, and shows that.</summary>
    /// <param name="options">Which seeds.</param>
    /// <param name="epochs">Passes that a run makes.</param>
    /// <param name="board">With the baselines.</param>
    /// <param name="console">Where to print.</param>
    /// <param name="run">Trains with a seed, and reports; returns what it kept, and the values of the test part.</param>
    public static void Run(SampleOptions options, int epochs, Scoreboard board, IAnsiConsole console,
        Func<int, Action<int, double, double>, (Fitted Fitted, double[] Values)> run)
    {
        for (int seed = options.Seed; seed < options.Seed + options.Seeds; seed++)
        {
            console.WriteLine($"Seed {seed}");
            (Fitted fitted, double[] values) = run(seed, (epoch, training, stopping) =>
            {
                if (epoch % Math.Max(1, epochs / Lines) == 0 || epoch == epochs)
                {
                    console.WriteLine(FormattableString.Invariant($"  epoch {epoch,3} of {epochs}   loss in training {training:F4}   held out of it {stopping:F4}"));
                }
            });
            console.WriteLine(FormattableString.Invariant($"  {fitted.Seconds:F0} s; kept: the model of epoch {fitted.Epoch}, loss {fitted.Loss:F4}"));
            board.Seed(seed, values);
        }
        board.Show(console);
    }

    /// <summary>Where the data are from.</summary>
    public static string Source(SampleOptions options) => options.Data is { } folder
        ? $"Data: {folder}{(options.Tune ? ", without the test part" : "")}."
        : "Data: made by the sample itself; --data names the folder with the real ones.";
}

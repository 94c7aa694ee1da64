using Samples.Shared;
using Spectre.Console;

namespace Forecasting;

/// <summary>What the program does: for each series networks, autoregressions and the last value, one step ahead.</summary>
internal static class ForecastTask
{
    /// <summary>Runs and prints.</summary>
    public static void Run(SampleOptions options, IAnsiConsole console)
    {
        console.WriteLine(SeedRuns.Source(options));
        foreach (TimeSeries all in options.Data is { } folder ? TimeSeries.Read(folder) : InventedSeries.All())
        {
            TimeSeries series = options.Tune ? all.WithoutTest : all;
            console.WriteLine(FormattableString.Invariant(
                $"{series.Name}: {series.NotTest.Length - series.StoppingLength:N0} values to learn from, {series.StoppingLength:N0} to decide when to stop, {series.TestLength:N0} to measure on."));
            var board = new Scoreboard(series.Name, new Measure("RMSE", "F3", HigherIsBetter: false));
            board.Baseline("the last value", series.Error(t => series.Values[t - 1]));
            foreach (int order in (int[])[1, series.Order])
            {
                var regression = new Autoregression(series.NotTest, order);
                board.Baseline($"AR({order})", series.Error(t => regression.Predict(series.Values.AsSpan(0, t))));
            }
            int epochs = options.Epochs ?? Forecaster.Epochs;
            SeedRuns.Run(options, epochs, board, console, (seed, _) =>
            {
                (Forecaster forecaster, Fitted fitted) = Forecaster.Train(series, seed, epochs);
                return (fitted, [forecaster.TestError()]);
            });
        }
    }
}

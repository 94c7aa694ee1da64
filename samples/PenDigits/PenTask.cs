using Samples.Shared;
using Spectre.Console;

namespace PenDigits;

/// <summary>What the program does: a network and the nearest neighbour, on the same strokes.</summary>
internal static class PenTask
{
    /// <summary>Runs and prints.</summary>
    public static void Run(SampleOptions options, IAnsiConsole console)
    {
        Parts<Stroke> strokes = options.Data is { } folder ? StrokeData.Read(folder) : StrokeData.Invent();
        if (options.Tune) strokes = strokes.WithoutTest;
        console.WriteLine(SeedRuns.Source(options));
        console.WriteLine(strokes.Describe("strokes"));

        var board = new Scoreboard("pen strokes → digit", new Measure("accuracy", "P2"));
        board.Baseline("the nearest neighbour", new NearestNeighbour(strokes.NotTest).Accuracy(strokes.Test));
        int epochs = options.Epochs ?? Reader.Epochs;
        SeedRuns.Run(options, epochs, board, console, (seed, report) =>
        {
            (Reader reader, Fitted fitted) = Reader.Train(strokes, seed, epochs, report);
            return (fitted, [reader.Accuracy(strokes.Test)]);
        });
    }
}

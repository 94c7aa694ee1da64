using RnnGen;
using Samples.Shared;
using Samples.Shared.NGrams;
using Spectre.Console;

namespace Names;

/// <summary>What the program does: a network and n-grams, on the same names; then names that were made.</summary>
internal static class NamesTask
{
    /// <summary>Made names that are shown for each seed.</summary>
    private const int Shown = 20;

    /// <summary>The best order on the real names; longer ones are worse.</summary>
    private const int Order = 5;

    /// <summary>Runs and prints.</summary>
    public static void Run(SampleOptions options, IAnsiConsole console)
    {
        Parts<string> names = options.Data is { } folder ? NameData.Read(folder) : NameData.Invent();
        if (options.Tune) names = names.WithoutTest;
        console.WriteLine(SeedRuns.Source(options));
        console.WriteLine(names.Describe("names"));

        var board = new Scoreboard("names", new Measure("nats/char", "F4", HigherIsBetter: false));
        board.Baseline("2-gram, Kneser–Ney", NameGrams.Score(names.NotTest, names.Test, 2, Discounts.Single));
        board.Baseline($"{Order}-gram, Kneser–Ney", NameGrams.Score(names.NotTest, names.Test, Order, Discounts.Single));
        board.Baseline($"{Order}-gram, Kneser–Ney, modified discounts", NameGrams.Score(names.NotTest, names.Test, Order, Discounts.Modified));
        int epochs = options.Epochs ?? NameWriter.Epochs;
        HashSet<string> known = [.. names.NotTest];
        SeedRuns.Run(options, epochs, board, console, (seed, report) =>
        {
            (NameWriter writer, Fitted fitted) = NameWriter.Train(names, seed, epochs, report);
            var sampler = new TokenSampler(Letters.Count, seed);
            string[] made = [.. Enumerable.Range(0, Shown).Select(_ => writer.Write(sampler))];
            // A star for a name that it has not read.
            console.WriteLine($"  makes: {string.Join(' ', made.Select(name => known.Contains(name) ? name : name + "*"))}");
            return (fitted, [writer.Score(names.Test)]);
        });
        console.WriteLine("(* a name that is not in what it has read)");
    }
}

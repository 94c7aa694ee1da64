using Samples.Shared;
using Spectre.Console;

namespace NamesToLanguages;

/// <summary>What the program does: a network and naive Bayes, on the same names.</summary>
internal static class NamesTask
{
    /// <summary>Runs and prints.</summary>
    public static void Run(SampleOptions options, IAnsiConsole console)
    {
        NamesData data = options.Data is { } folder ? NamesData.Read(folder) : NamesData.Invent();
        Parts<Name> names = options.Tune ? data.Names.WithoutTest : data.Names;
        console.WriteLine(SeedRuns.Source(options));
        console.WriteLine($"{data.Languages.Length} languages; {names.Describe("names")}");

        var board = new Scoreboard("names → language", new Measure("accuracy", "P2"));
        board.Baseline("the most frequent language", MajorityAccuracy(names));
        board.Baseline("naive Bayes over 1- to 4-grams", new NaiveBayes(names.NotTest, data.Languages.Length).Accuracy(names.Test));
        int epochs = options.Epochs ?? Classifier.Epochs;
        SeedRuns.Run(options, epochs, board, console, (seed, report) =>
        {
            (Classifier classifier, Fitted fitted) = Classifier.Train(names, seed, epochs, report);
            return (fitted, [classifier.Accuracy(names.Test)]);
        });
    }

    /// <summary>The share of the test names that are of the language with the most names.</summary>
    internal static double MajorityAccuracy(Parts<Name> names)
    {
        int language = names.NotTest.CountBy(name => name.Language).MaxBy(count => count.Value).Key;
        return names.Test.Count(name => name.Language == language) / (double)names.Test.Length;
    }
}

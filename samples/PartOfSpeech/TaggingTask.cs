using RnnGen;
using Samples.Shared;
using Spectre.Console;

namespace PartOfSpeech;

/// <summary>What the program does: a network and each word's most frequent tag, on the same sentences.</summary>
internal static class TaggingTask
{
    /// <summary>Runs and prints.</summary>
    public static void Run(SampleOptions options, IAnsiConsole console)
    {
        Parts<Word[]> sentences = options.Data is { } folder ? Treebank.Read(folder) : Treebank.Invent();
        if (options.Tune) sentences = sentences.WithoutTest;
        console.WriteLine(SeedRuns.Source(options));
        console.WriteLine(sentences.Describe("sentences"));

        var board = new Scoreboard("parts of speech", new Measure("accuracy", "P2"), new Measure("mean F1 of the tags", "P2"));
        Baseline("the word's most frequent tag", longestEnding: 0);
        Baseline("and of its ending, if it is unknown", longestEnding: 5);
        int epochs = options.Epochs ?? Tagger.Epochs;
        SeedRuns.Run(options, epochs, board, console, (seed, report) =>
        {
            (Tagger tagger, Fitted fitted) = Tagger.Train(sentences, seed, epochs, report);
            ClassificationMetrics scores = TagScores.Of(sentences.Test, tagger.Tag);
            return (fitted, [scores.Accuracy, scores.Macro().F1]);
        });

        void Baseline(string name, int longestEnding)
        {
            var tagger = new MostFrequentTag(sentences.NotTest, longestEnding);
            ClassificationMetrics scores = TagScores.Of(sentences.Test, sentence => Array.ConvertAll(sentence, word => tagger.Tag(word.Form)));
            board.Baseline(name, scores.Accuracy, scores.Macro().F1);
        }
    }
}

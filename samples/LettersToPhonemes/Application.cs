using System.Diagnostics;
using System.Globalization;
using LettersToPhonemes.Baseline;
using LettersToPhonemes.Data;
using LettersToPhonemes.Network;

namespace LettersToPhonemes;

/// <summary>What the program does, from the dictionary to the table.</summary>
internal sealed class Application(TextWriter output, TextWriter error)
{
    private const int ArtificialWords = 6000;

    /// <summary>Fewer leave no word for development.</summary>
    private const int FewestWords = 100;

    /// <summary>Words that are spoken aloud in the end.</summary>
    private const int Examples = 8;

    /// <summary>Runs; returns the exit code.</summary>
    public int Run(Options options)
    {
        try
        {
            double[] wrong = [.. Enumerable.Range(options.Seed, options.Seeds).Select(seed => Learn(options with { Seed = seed }))];
            if (wrong.Length > 1) Line($"Words wrong with each seed: {string.Join(", ", wrong.Select(share => share.ToString("P1", CultureInfo.InvariantCulture)))}; the worst: {wrong.Max():P1}.");
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
        catch (NotFiniteNumberException e)
        {
            error.WriteLine($"{e.Message} The run has diverged; begin anew with a lower --learning-rate.");
            return ExitCode.Failure;
        }
    }

    private IReadOnlyList<Word> Read(Options options)
    {
        IReadOnlyList<Word> words;
        if (options.Data is { } folder)
        {
            (IReadOnlyList<Word> all, int leftOut) = CmuDict.Open(folder);
            words = Split.Thin(all, options.Words);
            Line($"Words: {words.Count:N0} of the CMU dictionary in {folder}, stress removed ({leftOut:N0} with other symbols than letters and ' left out).");
        }
        else
        {
            words = ArtificialSpelling.Make(options.Words == 0 ? ArtificialWords : options.Words, options.Seed);
            Line($"Words: {words.Count:N0}, made by rules in the manner of English. With --data, those of the CMU dictionary.");
        }
        if (words.Count < FewestWords) throw new InvalidDataException($"There are {words.Count} words; to train, choose and test takes {FewestWords} at least.");
        return words;
    }

    /// <summary>One seed's run; returns the share of test words that it speaks wrongly.</summary>
    private double Learn(Options options)
    {
        Split split = Split.Of(Read(options));
        Line($"Split by word: {split.Training.Count:N0} to learn from, {split.Development.Count:N0} to choose the epoch, {split.Test.Count:N0} (every tenth) for the test.");
        var clock = Stopwatch.StartNew();
        ContextTable table = ContextTable.Learn(split.Training);
        Line($"Baseline fitted in {clock.Elapsed.TotalSeconds:F1} s. Network: bidirectional GRU, dense bridge, GRU; {Speaker.ParameterCount:N0} parameters; seed {options.Seed}, threads {options.Threads}.");
        Speaker speaker = Training.Run(split, options, output);

        var voice = new Voice(speaker, options.Beam);
        Line($"");
        Line($"Test words                                     words wrong  phonemes wrong");
        Row("letter in context, aligned by EM (baseline)", Score.Of(split.Test, table.Speak));
        Score score = Score.Of(split.Test, voice.Speak);
        Row($"this network, beam of {options.Beam}", score);
        if (options.Data is not null) Line($"From the literature, on other splits: WFST 24.4 % of words (dictionary of 2007), 33.9 % (current, no stress); both from the README of cmusphinx/g2p-seq2seq.");
        Line($"");
        foreach (Word word in Split.Thin(split.Test, Examples))
        {
            Line($"{word.Spelling,-18} {Phonemes.Decode(voice.Speak(word.Spelling)),-32} ({string.Join(" / ", word.Pronunciations.Select(Phonemes.Decode))})");
        }
        Line($"");
        return score.WordErrorRate;
    }

    private void Row(string what, Score score) => Line($"{what,-46} {score.WordErrorRate,11:P1}  {score.PhonemeErrorRate,14:P1}");

    private void Line(FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
}

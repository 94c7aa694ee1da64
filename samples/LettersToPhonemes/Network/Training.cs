using System.Diagnostics;
using LettersToPhonemes.Data;
using RnnGen;

namespace LettersToPhonemes.Network;

/// <summary>Trains a speaker, and keeps the parameters of the epoch that is best on the development words.</summary>
internal static class Training
{
    private const int WarmupSteps = 200;

    /// <summary>Words checked after each epoch; the same ones every time.</summary>
    private const int MostChecked = 3000;

    public static Speaker Run(Split split, Options options, TextWriter log)
    {
        Speaker speaker = Speaker.Create(options.Seed);
        var batches = new Batches(split.Training, options.Batch, options.Seed);
        int steps = Math.Max(1, batches.Count * options.Epochs - WarmupSteps);
        var optimizer = new Adam { LearningRate = options.LearningRate, Schedule = LearningRateSchedule.Cosine(steps, floor: 0.02).AfterWarmup(WarmupSteps) };
        using var trainer = new Seq2SeqTrainer<Speaker, int, int>(speaker, optimizer, new()
        {
            BatchSize = batches.Rows, SourceSteps = batches.SourceSteps, TargetSteps = batches.TargetSteps,
            GradientClip = 2f, Threads = options.Threads, Seed = options.Seed,
        });
        IReadOnlyList<Word> check = Split.Thin(split.Development, MostChecked);
        // The learning rate falls as planned, so all epochs are made, and the best one is kept.
        var stopping = new EarlyStopping { Patience = options.Epochs };
        var clock = Stopwatch.StartNew();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            double loss = Epoch(trainer, batches);
            Score score = Score.Of(check, new Voice(speaker, beam: 1).Speak);
            double? before = stopping.Best;
            stopping.Report(score.WordErrorRate, speaker.Parameters);
            log.WriteLine(FormattableString.Invariant(
                $"Epoch {epoch,2}: {loss:F4} nats a phoneme; development words wrong {score.WordErrorRate:P1}, phonemes {score.PhonemeErrorRate:P1}{(stopping.Best != before ? " (best)" : "")}; {clock.Elapsed.TotalMinutes:F1} min"));
        }
        stopping.RestoreBest(speaker.Parameters);
        return speaker;
    }

    private static double Epoch(Seq2SeqTrainer<Speaker, int, int> trainer, Batches batches)
    {
        batches.Shuffle();
        double loss = 0;
        for (int batch = 0; batch < batches.Count; batch++)
        {
            batches.Fill(batch);
            loss += trainer.Step(batches.Sources, batches.TargetInputs, batches.Classes, batches.SourceLengths, batches.TargetLengths).Loss;
        }
        return loss / batches.Count;
    }
}

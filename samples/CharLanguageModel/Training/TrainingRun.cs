using System.Diagnostics;
using CharLanguageModel.Network;
using CharLanguageModel.Text;
using RnnGen;

namespace CharLanguageModel.Training;

/// <summary>Trains a network until its budget is used up, or until it is told to stop.</summary>
/// <param name="network">The network.</param>
/// <param name="batches">What it learns from.</param>
/// <param name="validation">What it is checked with.</param>
/// <param name="learningRate">The highest learning rate.</param>
/// <param name="budget">When to stop.</param>
/// <param name="start">Where an earlier run ended.</param>
internal sealed class TrainingRun(
    ICharNetwork network, StreamBatches batches, int[] validation, float learningRate, Budget budget, RunProgress start)
{
    /// <summary>Checks on held-out text in a whole budget.</summary>
    public const int Checks = 10;

    /// <summary>Points of the curve in a whole budget.</summary>
    private const int Points = 200;

    /// <summary>A check reads the beginning of the held-out text only, so that it costs a fraction of a second.</summary>
    private const int CheckLength = 20_000;

    private readonly RunProgress _start = start;
    private readonly Stopwatch _clock = new();
    private double _loss = double.NaN, _norm = double.NaN, _speed = double.NaN;
    private float _rate;
    private int _point = -1;

    /// <summary>The curve: a point for each two-hundredth of a budget, and for each check.</summary>
    public TrainingHistory History { get; } = new();

    /// <summary>How far it has come.</summary>
    public RunProgress Progress { get; private set; } = start;

    /// <summary>The share of the budget that is used up.</summary>
    public double Fraction => budget.Fraction(Progress.Seconds, Epochs);

    private double Epochs => EpochsAt(Progress);

    /// <summary>Trains.</summary>
    /// <param name="report">Hears of every update.</param>
    /// <param name="save">Called after each check, with whether it was the best so far, and in the end with false.</param>
    /// <param name="stop">Ends the run after the update under way.</param>
    public void Train(Action<TrainingReport> report, Action<bool> save, CancellationToken stop)
    {
        _clock.Start();
        while (Fraction < 1 && !stop.IsCancellationRequested)
        {
            Update();
            bool due = (int)(Fraction * Checks) > Progress.Checks;
            double? check = due ? Check(save) : null;
            Record(check);
            report(new(Fraction, Epochs, _loss, _speed, SecondsLeft(), check));
        }
        save(false);
    }

    private void Update()
    {
        if (Progress.Batch == 0) network.ResetState();
        long begin = Stopwatch.GetTimestamp();
        int counted = batches.Fill(Progress.Batch);
        _rate = learningRate * Schedule.Factor(Fraction);
        TrainingResult result = network.Train(batches.Inputs, batches.Classes, _rate);
        _loss = Smooth(_loss, result.Loss);
        _norm = Smooth(_norm, result.GradientNorm);
        _speed = Smooth(_speed, counted / Stopwatch.GetElapsedTime(begin).TotalSeconds);

        bool last = Progress.Batch + 1 == batches.Count;
        Progress = Progress with
        {
            Updates = Progress.Updates + 1,
            Characters = Progress.Characters + counted,
            Epoch = Progress.Epoch + (last ? 1 : 0),
            Batch = last ? 0 : Progress.Batch + 1,
            Seconds = _start.Seconds + _clock.Elapsed.TotalSeconds,
        };
    }

    private double Check(Action<bool> save)
    {
        double loss = network.Score(validation.AsSpan(0, Math.Min(CheckLength, validation.Length)));
        bool best = double.IsFinite(loss) && (Progress.Best is null || loss < Progress.Best);
        Progress = Progress with
        {
            Checks = (int)(Fraction * Checks),
            Best = best ? loss : Progress.Best,
            Seconds = _start.Seconds + _clock.Elapsed.TotalSeconds,
        };
        save(best);
        return loss;
    }

    private void Record(double? check)
    {
        int point = (int)(Fraction * Points);
        if (point == _point && check is null) return;
        _point = point;
        History.Add(new(Progress.Updates, (float)_loss, (float)_norm, _rate, check));
    }

    private double SecondsLeft() => budget.Minutes is { } minutes
        ? Math.Max(0, 60 * minutes - Progress.Seconds)
        : _clock.Elapsed.TotalSeconds / (Epochs - EpochsAt(_start)) * Math.Max(0, budget.Epochs!.Value - Epochs);

    private double EpochsAt(RunProgress progress) => progress.Epoch + progress.Batch / (double)batches.Count;

    /// <summary>A mean that forgets within about thirty updates.</summary>
    private static double Smooth(double mean, double value) => double.IsNaN(mean) ? value : mean + (value - mean) / 30;
}

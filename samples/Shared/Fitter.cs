using System.Diagnostics;
using RnnGen;

namespace Samples.Shared;

/// <summary>Fits a model to rows of different length, and keeps the parameters that did best on a part that was held out of the rows.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput">Its inputs.</typeparam>
/// <typeparam name="TTarget"><c>int</c> for classes, <c>float</c> for real targets.</typeparam>
public sealed class Fitter<TModel, TInput, TTarget>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly IReadOnlyList<Sequence<TInput, TTarget>> _rows;
    private readonly FittingSettings _settings;
    private readonly Random _random;
    private readonly Trainer<TModel, TInput> _trainer;
    private readonly RunningMean? _mean;

    // One batch, row-major.
    private readonly TInput[] _inputs;
    private readonly TTarget[] _targets;
    private readonly int[] _lengths;

    /// <summary>Prepares to fit <paramref name="model"/>, whose parameters have their first values.</summary>
    /// <param name="model">What is fitted.</param>
    /// <param name="rows">At least a batch of them.</param>
    /// <param name="settings">How.</param>
    /// <param name="seed">Of the rows' order, and of what <see cref="Vary"/> draws.</param>
    public Fitter(TModel model, IReadOnlyList<Sequence<TInput, TTarget>> rows, FittingSettings settings, int seed)
    {
        if (rows.Count < settings.BatchSize) throw new InvalidDataException($"Training takes at least {settings.BatchSize} rows; there are {rows.Count}.");
        _model = model;
        _rows = rows;
        _settings = settings;
        _random = new Random(seed);
        int steps = rows.Max(row => row.Inputs.Length) / TModel.InputsPerStep;
        int total = settings.Epochs * (rows.Count / settings.BatchSize), warmup = Math.Max(1, total / 50);
        var optimizer = new AdamW
        {
            LearningRate = settings.LearningRate,
            WeightDecay = settings.WeightDecay,
            Schedule = LearningRateSchedule.Cosine(Math.Max(1, total - warmup), floor: 0.01).AfterWarmup(warmup),
        };
        _trainer = new(model, optimizer, new()
        {
            BatchSize = settings.BatchSize, Steps = steps, Loss = settings.Loss, GradientClip = settings.GradientClip, Seed = seed,
        });
        _mean = settings.Average > 0 ? new(model.Parameters, settings.Average) : null;
        _inputs = new TInput[settings.BatchSize * steps * TModel.InputsPerStep];
        _targets = new TTarget[settings.BatchSize * rows.Max(row => row.Targets.Length)];
        _lengths = new int[settings.BatchSize];
    }

    /// <summary>Makes another row of one, as it comes to be learnt from; it is not longer. Null: as it is.</summary>
    public Func<Sequence<TInput, TTarget>, Random, Sequence<TInput, TTarget>>? Vary { get; init; }

    /// <summary>Fits; the model then has the parameters with the lowest <paramref name="loss"/>.</summary>
    /// <param name="loss">The model's loss on held-out rows, after each pass.</param>
    /// <param name="report">Hears of each pass: its number, its mean training loss, and the loss on held-out rows.</param>
    public Fitted Run(Func<double> loss, Action<int, double, double>? report = null)
    {
        long begin = Stopwatch.GetTimestamp();
        int[] order = [.. Enumerable.Range(0, _rows.Count)];
        // The learning rate falls as planned, so all passes are made, and the best model of them is kept.
        var stopping = new EarlyStopping { Patience = _settings.Epochs };
        int best = 0;
        for (int epoch = 1; epoch <= _settings.Epochs; epoch++)
        {
            _random.Shuffle(order);
            double training = Pass(order);
            _mean?.Swap();
            double heldOut = loss();
            double? before = stopping.Best;
            stopping.Report(heldOut, _model.Parameters);
            if (stopping.Best != before) best = epoch;
            _mean?.Swap();
            report?.Invoke(epoch, training, heldOut);
        }
        stopping.RestoreBest(_model.Parameters);
        return new(best, stopping.Best!.Value, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private double Pass(int[] order)
    {
        int batches = order.Length / _settings.BatchSize;
        double sum = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            Fill(order.AsSpan(batch * _settings.BatchSize, _settings.BatchSize));
            sum += Step();
            _mean?.Update();
        }
        return sum / batches;
    }

    private void Fill(ReadOnlySpan<int> chosen)
    {
        int inputsPerRow = _inputs.Length / chosen.Length, targetsPerRow = _targets.Length / chosen.Length;
        for (int i = 0; i < chosen.Length; i++)
        {
            Sequence<TInput, TTarget> row = _rows[chosen[i]];
            if (Vary is not null) row = Vary(row, _random);
            row.Inputs.CopyTo(_inputs, i * inputsPerRow);
            row.Targets.CopyTo(_targets, i * targetsPerRow);
            _lengths[i] = row.Inputs.Length / TModel.InputsPerStep;
        }
    }

    private float Step() => _targets switch
    {
        int[] classes => _trainer.Step(_inputs, classes, _lengths).Loss,
        float[] values => _trainer.Step(_inputs, values, _lengths).Loss,
        _ => throw new NotSupportedException($"Targets are int or float, not {typeof(TTarget).Name}."),
    };
}

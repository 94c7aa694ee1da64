using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Peers;

namespace RnnGen.Benchmarks.Training;

/// <summary>Whole steps of the trainer (forward, loss, backward, update) on one thread and on two, by turns.</summary>
internal static class ThreadsStudy
{
    private const int Rounds = 12, MillisecondsOfRound = 250;

    private static readonly TrainedSize[] s_sizes =
    [
        new("LSTM", 65, 32, 1, 64), new("GRU", 65, 128, 1, 32), new("LSTM", 65, 128, 1, 32), new("LSTM", 65, 128, 1, 64), new("LSTM", 65, 256, 2, 32),
    ];

    /// <summary>Prints one table.</summary>
    public static int Run(TextWriter output)
    {
        Func<int, int, IThreadedTrainer> create = TrainedCode.Compile<IThreadedTrainer>(s_sizes, "ThreadedTrainer");
        output.WriteLine($"{Surroundings.Describe()}; steps of Trainer with Adam, {TrainedSize.Steps} time steps a row; milliseconds, median of {Rounds} rounds.\n");
        var table = new MarkdownTable(["", "1 thread, ms", "2 threads, ms", "times as fast"]);
        for (int i = 0; i < s_sizes.Length; i++)
        {
            IThreadedTrainer model = create(i, s_sizes[i].Batch);
            List<double> one = [], two = [], times = [];
            model.Time(1, MillisecondsOfRound);
            model.Time(2, MillisecondsOfRound);
            for (int round = 0; round < Rounds; round++)
            {
                one.Add(model.Time(1, MillisecondsOfRound));
                two.Add(model.Time(2, MillisecondsOfRound));
                times.Add(one[^1] / two[^1]);
            }
            table.Add([s_sizes[i].ToString(), Text(Median(one), 2), Text(Median(two), 2), Text(Median(times), 2)]);
        }
        table.Write(output);
        return 0;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Text(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
}

/// <summary>A model with a trainer of one thread and one of two.</summary>
internal interface IThreadedTrainer
{
    /// <summary>Milliseconds of a step, on average over some time.</summary>
    double Time(int threads, int milliseconds);
}

/// <inheritdoc cref="IThreadedTrainer"/>
internal sealed class ThreadedTrainer<TModel> : IThreadedTrainer
    where TModel : class, IRnnModel<TModel, float>
{
    private readonly Trainer<TModel, float>[] _trainers;
    private readonly float[] _inputs, _targets;

    public ThreadedTrainer(int batch)
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 1);
        _trainers = [.. new[] { 1, 2 }.Select(threads => new Trainer<TModel, float>(model, new Adam { LearningRate = 1e-5f },
            new TrainerOptions { BatchSize = batch, Steps = TrainedSize.Steps, Loss = Loss.MeanSquaredError, Threads = threads }))];
        var random = new Random(1);
        _inputs = [.. Enumerable.Range(0, batch * TrainedSize.Steps * TModel.InputsPerStep).Select(_ => 2 * random.NextSingle() - 1)];
        _targets = [.. Enumerable.Range(0, batch * TrainedSize.Steps * TModel.OutputSize).Select(_ => random.NextSingle() - 0.5f)];
    }

    public double Time(int threads, int milliseconds)
    {
        int steps = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            _trainers[threads - 1].Step(_inputs, _targets);
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps;
    }
}

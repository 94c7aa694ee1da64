using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace RnnGen.Startup;

/// <summary>What the first calls of a model take, and when its steps are as fast as they become. Once in a process.</summary>
internal sealed class FirstSteps
{
    private const int SequenceSteps = 64, BatchSteps = 50;

    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(2);

    private DateTime _firstOutput;
    private Call _step, _forward;
    private readonly List<(double Begin, double Nanoseconds)> _batches = new(200_000);

    /// <summary>Measures one model.</summary>
    public static FirstSteps Of<TModel>() where TModel : class, IStreamingRnnModel<TModel, float>
    {
        var result = new FirstSteps();
        TModel model = TModel.New();
        float[] x = new float[SequenceSteps * TModel.InputSize], y = new float[SequenceSteps * TModel.OutputSize], state = new float[TModel.StateSize];
        // What is compiled only for measuring is compiled before.
        _ = Call.Of(() => { });
        Repeat(model, x, state, y, 0);

        result._step = Call.Of(() => model.Step(x.AsSpan(0, TModel.InputSize), state, y.AsSpan(0, TModel.OutputSize)));
        result._firstOutput = DateTime.UtcNow;
        result._forward = Call.Of(() => model.Forward(x, state, y));

        long start = Stopwatch.GetTimestamp();
        for (long begin = start; Stopwatch.GetElapsedTime(start, begin) < s_watched;)
        {
            Repeat(model, x, state, y, BatchSteps);
            long end = Stopwatch.GetTimestamp();
            result._batches.Add((Stopwatch.GetElapsedTime(start, begin).TotalMilliseconds, Stopwatch.GetElapsedTime(begin, end).TotalNanoseconds / BatchSteps));
            begin = end;
        }
        return result;
    }

    /// <summary>The figures in one line.</summary>
    public string Line(string name, DateTime start)
    {
        double steady = _batches.Min(batch => batch.Nanoseconds);
        // As the first steps are: one batch that was interrupted does not count.
        double early = _batches.Take(20).Min(batch => batch.Nanoseconds);
        double full = _batches.First(batch => batch.Nanoseconds < 1.2 * steady).Begin;
        return string.Create(CultureInfo.InvariantCulture,
            $"{name,-14}{(_firstOutput - start).TotalMilliseconds,10:F1}{_step}{_forward}{early,10:F0}{full,10:F1}{steady,10:F1}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Repeat<TModel>(TModel model, float[] x, float[] state, float[] y, int steps) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        ReadOnlySpan<float> input = x.AsSpan(0, TModel.InputSize);
        Span<float> output = y.AsSpan(0, TModel.OutputSize);
        for (int t = 0; t < steps; t++) model.Step(input, state, output);
    }

    /// <summary>Milliseconds of a call: by the clock, of the processor, and of the clock while this thread compiled.</summary>
    private readonly record struct Call(double All, double Processor, double Compiling)
    {
        public static Call Of(Action run)
        {
            TimeSpan compiling = JitInfo.GetCompilationTime(currentThread: true), processor = Environment.CpuUsage.TotalTime;
            long begin = Stopwatch.GetTimestamp();
            run();
            TimeSpan all = Stopwatch.GetElapsedTime(begin);
            return new(all.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds,
                (JitInfo.GetCompilationTime(currentThread: true) - compiling).TotalMilliseconds);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{All,10:F2}{Processor,10:F2}{Compiling,10:F2}");
    }
}

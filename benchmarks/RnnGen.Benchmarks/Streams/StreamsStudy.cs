using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Generated;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Streams;

/// <summary>
/// <c>StepMany</c> against as many calls of <c>Step</c>, for several numbers of streams; shared out over two threads; and one of them at a time ("64 × 1").
/// <c>docs/many-streams.md</c> says how it is done.
/// </summary>
internal static class StreamsStudy
{
    // 24 on two threads are two parts of a group of sixteen and more.
    private static readonly int[] Counts = [1, 4, 16, 24, 64, 256];

    /// <summary>Of so many, one at a time is timed, too: a server that steps whichever has something to say.</summary>
    private const int OneByOne = 64;

    /// <summary>Prints the table.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        double clock = CpuClock.GigaHertz();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Clock {clock:F2} GHz (a chain of multiply-adds of latency 4)"));
        output.WriteLine($"{"",-16}{"streams",8}{"ns",10}{"cycles",10}{"MAC/ns",9}{"× Step",8}{"2 threads, ns",15}");
        Write<Lstm1To4>(output, clock, 4);
        Write<Lstm1To8>(output, clock, 4);
        Write<Lstm1To16>(output, clock, 4);
        Write<Lstm1To20>(output, clock, 4);
        Write<Lstm16To32>(output, clock, 4);
        Write<Lstm64To128>(output, clock, 4);
        Write<Gru1To16>(output, clock, 3);
        Write<Gru64To128>(output, clock, 3);
        Write<Rnn1To16>(output, clock, 1);
        Write<Rnn64To128>(output, clock, 1);
        return 0;
    }

    private static void Write<TModel>(TextWriter output, double clock, int gates)
        where TModel : class, IStreamingRnnModel<TModel, float>
    {
        long multiplyAdds = (long)gates * TModel.OutputSize * (TModel.InputSize + TModel.OutputSize);
        foreach (int count in Counts)
        {
            TModel model = TModel.New();
            Random random = new(1);
            foreach (ref float parameter in model.Parameters.Span) parameter = random.NextSingle() * 0.2f - 0.1f;
            RnnStreams streams = TModel.CreateStreams(count);
            int ins = TModel.InputsPerStep, outs = TModel.OutputSize;
            float[] x = new float[count * ins], y = new float[count * outs], states = new float[count * TModel.StateSize];
            foreach (ref float value in x.AsSpan()) value = random.NextSingle() * 2 - 1;
            List<Contestant> contestants =
            [
                new("Step", () =>
                {
                    for (int n = 0; n < count; n++)
                    {
                        model.Step(x.AsSpan(n * ins, ins), states.AsSpan(n * TModel.StateSize, TModel.StateSize), y.AsSpan(n * outs, outs));
                    }
                }),
                new("StepMany", () => model.StepMany(x, streams, 0, count, y)),
            ];
            if (count == OneByOne)
            {
                contestants.Add(new("one by one", () =>
                {
                    for (int n = 0; n < count; n++) model.StepMany(x.AsSpan(n * ins, ins), streams, n, 1, y.AsSpan(n * outs, outs));
                }));
            }
            IReadOnlyList<RaceResult> results = RaceTimer.Time(new Race(typeof(TModel).Name, count, contestants));
            string two = count < 16 ? "" : TwoThreads(model, streams, x, y).ToString("F1", CultureInfo.InvariantCulture);
            WriteRow($"{count}", results[1], two);
            if (count == OneByOne) WriteRow($"{count} × 1", results[2], "");
        }

        void WriteRow(string count, RaceResult result, string two) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{typeof(TModel).Name,-16}{count,8}{result.Minimum,10:F1}{result.Minimum * clock,10:F0}{multiplyAdds / result.Minimum,9:F1}{result.Ratio,8:F2}{two,15}"));
    }

    /// <summary>Nanoseconds a stream and step where two threads, started once, step half of the streams each, as often as they can.</summary>
    private static double TwoThreads<TModel>(TModel model, RnnStreams streams, float[] x, float[] y)
        where TModel : class, IStreamingRnnModel<TModel, float>
    {
        const int rounds = 40;
        int half = streams.Count / 2, ins = TModel.InputsPerStep, outs = TModel.OutputSize;
        double best = double.PositiveInfinity;
        using var barrier = new Barrier(2);
        var threads = new Thread[2];
        for (int part = 0; part < 2; part++)
        {
            int first = part * half;
            threads[part] = new Thread(() =>
            {
                int calls = 1;
                for (int round = 0; round < rounds; round++)
                {
                    barrier.SignalAndWait();
                    long begin = Stopwatch.GetTimestamp();
                    for (int call = 0; call < calls; call++)
                    {
                        model.StepMany(x.AsSpan(first * ins, half * ins), streams, first, half, y.AsSpan(first * outs, half * outs));
                    }
                    double ns = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / calls;
                    barrier.SignalAndWait();
                    if (first == 0 && round > 0) best = Math.Min(best, ns / streams.Count);
                    calls = Math.Max(1, (int)(2e6 / (ns + 1)));
                }
            });
            threads[part].Start();
        }
        foreach (Thread thread in threads) thread.Join();
        return best;
    }
}

[RnnModel, Input(1), Lstm(4)]
internal sealed partial class Lstm1To4;

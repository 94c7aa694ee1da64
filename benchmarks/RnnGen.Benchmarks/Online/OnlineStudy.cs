using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.Online;

/// <summary>How long a sample of a stream takes to be learnt from, the slowest included: the last of each window has the window's work.</summary>
/// <remarks>The clock is read around every call. What the system does meanwhile is contained, as the line of nothing shows.</remarks>
internal static class OnlineStudy
{
    private const int Samples = 1_000_000, WarmUp = 100_000, Window = 32;

    /// <summary>Prints the table; returns the exit code: 1 where a call allocated.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        output.WriteLine($"{$"ns a sample, window {Window}",-28}{"mean",9}{"median",9}{"99 %",9}{"99.9 %",9}{"most",11}{"bytes",7}");
        var times = new long[Samples];
        for (int i = 0; i < Samples; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            times[i] = Stopwatch.GetTimestamp() - begin;
        }
        output.WriteLine($"{"nothing (the clock)",-28}{Percentiles(times)}");
        bool allocates = Measure<Lstm1To16>(output, times, "LSTM 1 → 16, Adam");
        allocates |= Measure<Gru1To16>(output, times, "GRU 1 → 16, Adam");
        allocates |= Measure<Lstm16To32>(output, times, "LSTM 16 → 32, Adam");
        return allocates ? 1 : 0;
    }

    private static bool Measure<TModel>(TextWriter output, long[] times, string name) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 4096 * TModel.InputSize).Select(_ => random.NextSingle() * 2 - 1)];
        float[] targets = [.. Enumerable.Range(0, 4096 * TModel.OutputSize).Select(_ => random.NextSingle() - 0.5f)], prediction = new float[TModel.OutputSize];
        var trainer = new OnlineTrainer<TModel, float>(model, new Adam(), new OnlineOptions { Window = Window, Loss = Loss.MeanSquaredError, GradientClip = 1 });
        for (int t = 0; t < WarmUp; t++) Learn(t);
        // The compiler that works beside is to be done.
        Thread.Sleep(300);
        for (int t = 0; t < WarmUp; t++) Learn(t);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 0; t < Samples; t++)
        {
            long begin = Stopwatch.GetTimestamp();
            Learn(t);
            times[t] = Stopwatch.GetTimestamp() - begin;
        }
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{Percentiles(times)}{bytes,7}"));
        return bytes != 0;

        void Learn(int t) => trainer.Learn(x.AsSpan(t % 4096 * TModel.InputSize, TModel.InputSize),
            targets.AsSpan(t % 4096 * TModel.OutputSize, TModel.OutputSize), prediction);
    }

    private static string Percentiles(long[] times)
    {
        long[] sorted = [.. times];
        Array.Sort(sorted);
        double tick = 1e9 / Stopwatch.Frequency;
        return string.Create(CultureInfo.InvariantCulture, $"{times.Average() * tick,9:F0}{At(0.5),9:F0}{At(0.99),9:F0}{At(0.999),9:F0}{sorted[^1] * tick,11:F0}");

        double At(double share) => sorted[(int)(share * (sorted.Length - 1))] * tick;
    }
}

using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.RealTime;

/// <summary>How long single steps take, the slowest included: what an audio callback has to reckon with.</summary>
/// <remarks>
/// The clock is read around every step (its own cost, printed first, is contained). What the system does meanwhile is contained, too:
/// the largest values are interrupts and other programs, as the line of the empty step shows.
/// Silence follows a burst, in a model whose state then decays: without a guard it would come to rest among the denormals. What is kept
/// alive through U alone does.
/// </remarks>
internal static class RealTimeStudy
{
    private const int Steps = 1_000_000, WarmUp = 200_000, Burst = 100, DecaySteps = 20_000;

    /// <summary>Prints the table; returns the exit code: 1 where a step allocated.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        output.WriteLine($"{"ns a step, of a million",-28}{"median",9}{"99.9 %",9}{"99.99 %",9}{"most",11}{"mean",9}{"denormals",12}{"bytes",7}{"first call, ms",16}");
        var times = new long[Steps];
        for (int i = 0; i < Steps; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            times[i] = Stopwatch.GetTimestamp() - begin;
        }
        output.WriteLine($"{"nothing (the clock)",-28}{Percentiles(times)}");
        bool allocates = false;
        allocates |= Measure<Lstm1To16>(output, times, "LSTM 1 → 16");
        allocates |= Measure<Lstm16To32>(output, times, "LSTM 16 → 32");
        allocates |= Measure<Gru1To16>(output, times, "GRU 1 → 16");
        allocates |= Measure<Rnn1To16>(output, times, "RNN 1 → 16");
        allocates |= Measure<Gru64To128>(output, times, "GRU 64 → 128");
        return allocates ? 1 : 0;
    }

    private static bool Measure<TModel>(TextWriter output, long[] times, string name) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 4096 * TModel.InputSize).Select(_ => random.NextSingle() * 2 - 1)];
        // At a cache line: what crosses one reaches the next step later.
        Span<float> state = new AlignedBuffer(TModel.StateSize).Span, y = new AlignedBuffer(TModel.OutputSize).Span;

        long begin = Stopwatch.GetTimestamp();
        model.Step(x.AsSpan(0, TModel.InputSize), state, y);
        double first = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        for (int t = 0; t < WarmUp; t++) model.Step(Input(t), state, y);
        // The compiler that works beside is to be done.
        Thread.Sleep(300);
        for (int t = 0; t < WarmUp; t++) model.Step(Input(t), state, y);

        long bytes = Time(model, x, state, y, times);
        output.WriteLine(Line(name, times, Mean(model, x, state, y), state, bytes, string.Create(CultureInfo.InvariantCulture, $"{first:F2}")));

        LeaveToDecay(model);
        state.Clear();
        for (int t = 0; t < Burst; t++) model.Step(Input(t), state, y);
        var silence = new float[x.Length];
        for (int t = 0; t < DecaySteps; t++) model.Step(silence.AsSpan(0, TModel.InputSize), state, y);
        long inSilence = Time(model, silence, state, y, times);
        output.WriteLine(Line("  in silence", times, Mean(model, silence, state, y), state, inSilence, ""));

        KeepThroughU(model);
        state.Fill(0.5f);
        for (int t = 0; t < DecaySteps; t++) model.Step(silence.AsSpan(0, TModel.InputSize), state, y);
        long throughU = Time(model, silence, state, y, times);
        output.WriteLine(Line("  kept through U", times, Mean(model, silence, state, y), state, throughU, ""));
        return bytes + inSilence + throughU != 0;

        ReadOnlySpan<float> Input(int t) => x.AsSpan(t % 4096 * TModel.InputSize, TModel.InputSize);
    }

    private static string Line(string title, long[] times, double mean, Span<float> state, long bytes, string firstCall)
    {
        int denormals = 0;
        foreach (float value in state) denormals += float.IsSubnormal(value) ? 1 : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{title,-28}{Percentiles(times)}{mean,9:F1}{denormals,12}{bytes,7}{firstCall,16}");
    }

    // Each of a million steps, the clock read around it; returns the bytes that were allocated.
    private static long Time<TModel>(TModel model, float[] x, Span<float> state, Span<float> y, long[] times) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 0; t < times.Length; t++)
        {
            ReadOnlySpan<float> input = x.AsSpan(t % 4096 * TModel.InputSize, TModel.InputSize);
            long begin = Stopwatch.GetTimestamp();
            model.Step(input, state, y);
            times[t] = Stopwatch.GetTimestamp() - begin;
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // The fastest of many batches, the clock read outside.
    private static double Mean<TModel>(TModel model, float[] x, Span<float> state, Span<float> y) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        const int steps = 2000;
        double least = double.PositiveInfinity;
        for (int round = 0; round < 100; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int t = 0; t < steps; t++) model.Step(x.AsSpan(t * TModel.InputSize, TModel.InputSize), state, y);
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds / steps);
        }
        return least;
    }

    // No bias but that of f or z, the second gate: f = 0.73 would keep the least denormal, z = 0.993 some seventy times that (an LSTM
    // grows with such an f).
    private static void LeaveToDecay<TModel>(TModel model) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        foreach (TensorInfo tensor in model.Parameters.Tensors.Where(tensor => tensor.Name.Contains("bias", StringComparison.Ordinal)))
        {
            var bias = new float[tensor.Shape[0]];
            int units = TModel.OutputSize;
            if (bias.Length > units) bias.AsSpan(units, units).Fill(TModel.Spec.Layers.Any(layer => layer is GruSpec) ? 5 : 1);
            model.Parameters.Write(tensor.Name, bias);
        }
    }

    // U is a multiple of the identity that gives h back 0.73 or 0.9 of itself, to a plain cell or the candidate of one whose f or z is shut
    // and whose other gates are open: what no guard sees.
    private static void KeepThroughU<TModel>(TModel model) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        (float share, float[] biases) = TModel.Spec.Layers.OfType<RecurrentSpec>().Single() switch
        {
            LstmSpec => (0.9f, (float[])[4, -4, 0, 4]),
            GruSpec => (0.9f, [4, -4, 0]),
            _ => (0.73f, [0]),
        };
        int units = TModel.OutputSize, candidate = Math.Min(2, biases.Length - 1);
        foreach (TensorInfo tensor in model.Parameters.Tensors)
        {
            var values = new float[tensor.Shape.Aggregate((product, length) => product * length)];
            if (tensor.Name.Contains("weight_hh", StringComparison.Ordinal))
            {
                for (int k = 0; k < units; k++) values[(candidate * units + k) * units + k] = share;
            }
            else if (tensor.Name.Contains("bias", StringComparison.Ordinal) && values.Length == biases.Length * units)
            {
                for (int gate = 0; gate < biases.Length; gate++) values.AsSpan(gate * units, units).Fill(biases[gate]);
            }
            model.Parameters.Write(tensor.Name, values);
        }
    }

    private static string Percentiles(long[] times)
    {
        long[] sorted = [.. times];
        Array.Sort(sorted);
        double tick = 1e9 / Stopwatch.Frequency;
        return string.Create(CultureInfo.InvariantCulture,
            $"{At(0.5),9:F0}{At(0.999),9:F0}{At(0.9999),9:F0}{sorted[^1] * tick,11:F0}");

        double At(double share) => sorted[(int)(share * (sorted.Length - 1))] * tick;
    }
}

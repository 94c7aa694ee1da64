using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Generated;

namespace RnnGen.Benchmarks.FirstCall;

/// <summary>What the first calls of a model cost, the compiler's work included. Meaningful once in a process.</summary>
internal static class FirstCallStudy
{
    private const int Steps = 64;

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        output.WriteLine($"{"ms",-16}{"create",10}{"1st Step",10}{"2nd Step",10}{"1st Forward",14}{"1st training",14}{"2nd training",14}");
        // The first line also pays for what all models share: the library's own code and the vector functions.
        Measure<Lstm1To16>(output, "Lstm 1 → 16 (first)");
        Measure<Lstm16To32>(output, "Lstm 16 → 32");
        Measure<Lstm64To128>(output, "Lstm 64 → 128");
        Measure<Gru16To32>(output, "Gru 16 → 32");
        Measure<Gru64To128>(output, "Gru 64 → 128");
        Measure<Rnn16To32>(output, "Rnn 16 → 32");
        return 0;
    }

    private static void Measure<TModel>(TextWriter output, string name) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        long begin = Stopwatch.GetTimestamp();
        TModel model = TModel.New();
        double create = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;

        ParameterInitializer.Fill(model.Parameters, seed: 1);
        RnnTape tape = TModel.CreateTape(Steps);
        var gradients = new ParameterBuffer(TModel.Spec);
        float[] x = new float[Steps * TModel.InputSize], h = new float[Steps * TModel.OutputSize];
        float[] state = new float[TModel.StateSize], dState = new float[TModel.StateSize];

        double step = Time(() => model.Step(x.AsSpan(0, TModel.InputSize), state, h.AsSpan(0, TModel.OutputSize)));
        double second = Time(() => model.Step(x.AsSpan(0, TModel.InputSize), state, h.AsSpan(0, TModel.OutputSize)));
        double forward = Time(() => model.Forward(x, state, h));
        double training = Time(Train), again = Time(Train);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20}{create,6:F2}{step,10:F2}{second,10:F4}{forward,14:F2}{training,14:F2}{again,14:F4}"));

        void Train()
        {
            model.Forward(x, state, h, tape);
            model.Backward(x, tape, h, gradients, [], dState);
        }
    }

    private static double Time(Action run)
    {
        long begin = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }
}

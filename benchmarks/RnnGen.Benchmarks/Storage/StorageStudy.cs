using System.Globalization;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Storage;

/// <summary>What smaller weights gain and cost: single steps with floats, bf16 and 8-bit integers; <c>docs/smaller-weights.md</c> has the outcome.</summary>
internal static class StorageStudy
{
    /// <summary>Steps in a call.</summary>
    private const int Steps = 8;

    /// <summary>Steps that outputs are compared over.</summary>
    private const int ComparedSteps = 500;

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output)
    {
        MachineReport.Write(output);
        output.WriteLine($"{"",-16}{"storage",-10}{"weights",10}{"ns/step",12}{"MAC/ns",9}{"× float",9}{"largest error",16}");
        Write<Lstm32, HalfLstm32, ByteLstm32>(output, "LSTM 16 → 32");
        Write<Lstm64, HalfLstm64, ByteLstm64>(output, "LSTM 32 → 64");
        Write<Lstm128, HalfLstm128, ByteLstm128>(output, "LSTM 64 → 128");
        Write<Lstm256, HalfLstm256, ByteLstm256>(output, "LSTM 128 → 256");
        Write<Lstm512, HalfLstm512, ByteLstm512>(output, "LSTM 256 → 512");
        Write<Gru32, HalfGru32, ByteGru32>(output, "GRU 16 → 32");
        Write<Gru64, HalfGru64, ByteGru64>(output, "GRU 32 → 64");
        Write<Gru128, HalfGru128, ByteGru128>(output, "GRU 64 → 128");
        Write<Gru256, HalfGru256, ByteGru256>(output, "GRU 128 → 256");
        Write<Gru512, HalfGru512, ByteGru512>(output, "GRU 256 → 512");
        TrainedText.Run(output);
        return 0;
    }

    private static void Write<TFloat, THalf, TByte>(TextWriter output, string name)
        where TFloat : class, IStreamingRnnModel<TFloat, float>
        where THalf : class, IStreamingRnnModel<THalf, float>
        where TByte : class, IStreamingRnnModel<TByte, float>
    {
        Entry[] entries = [Make<TFloat>(), Make<THalf>(), Make<TByte>()];
        var race = new Race(name, Steps, [.. entries.Select(entry => new Contestant(entry.Storage, entry.Run))]);
        foreach ((RaceResult result, Entry entry) in RaceTimer.Time(race).Zip(entries))
        {
            string error = entry.LargestError is { } largest ? largest.ToString("0.0E+00", CultureInfo.InvariantCulture) : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-16}{entry.Storage,-10}{entry.Kilobytes,7} KB{result.Minimum,12:F0}{entry.MultiplyAdds / result.Minimum,9:F1}{result.Ratio,9:F2}{error,16}"));
            name = "";
        }
    }

    private static Entry Make<TModel>()
        where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        var random = new Random(1);
        float[] inputs = [.. Enumerable.Range(0, ComparedSteps * TModel.InputSize).Select(_ => 2 * random.NextSingle() - 1)];
        float[] state = new float[TModel.StateSize], output = new float[TModel.OutputSize];
        double? error = null;
        var layout = new ParameterLayout(new Topology(TModel.Spec));
        if (model is IQuantizedModel quantized)
        {
            quantized.Quantize();
            error = StorageReport.Compare<TModel, float>(model, [inputs]).Total.LargestError;
        }
        int multiplyAdds = layout.Tensors.Where(tensor => tensor.Shape.Count == 2).Sum(tensor => tensor.Count);
        return new Entry(TModel.Spec.Storage.ToString(), new StoredLayout(layout, TModel.Spec.Storage).Length * sizeof(float) / 1024, multiplyAdds, error, Run);

        void Run()
        {
            for (int t = 0; t < Steps; t++) model.Step(inputs.AsSpan(t * TModel.InputSize, TModel.InputSize), state, output);
        }
    }

    /// <summary>A network in one storage.</summary>
    private sealed record Entry(string Storage, int Kilobytes, int MultiplyAdds, double? LargestError, Action Run);
}

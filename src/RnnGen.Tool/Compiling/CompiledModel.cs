using System.Diagnostics;
using System.Reflection;
using RnnGen.Formats;

namespace RnnGen.Tool.Compiling;

/// <summary>A generated class.</summary>
internal sealed class CompiledModel<TModel, TInput> : ICompiledModel
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    /// <summary>Steps of the noise: more than any chunk that generated code works in.</summary>
    private const int Steps = 67;

    /// <summary>Of the largest answer: what importing allows for files that were made in single precision.</summary>
    private const double AnswerTolerance = 1e-4;

    private readonly TModel _model = TModel.New();

    public string Name => typeof(TModel).FullName!;

    public ModelSpec Spec => TModel.Spec;

    public ParameterBuffer Parameters => _model.Parameters;

    public void Load(byte[] content)
    {
        // The members of the class that the interface does not have.
        MethodInfo load = typeof(TModel).GetMethod("Load", [typeof(Stream)])!;
        try
        {
            var loaded = (TModel)load.Invoke(null, [new MemoryStream(content)])!;
            Take(loaded.Parameters);
        }
        catch (TargetInvocationException e) when (e.InnerException is ModelFormatException inner)
        {
            throw inner;
        }
    }

    public void Take(ParameterBuffer parameters)
    {
        foreach (TensorInfo tensor in parameters.Tensors)
        {
            var values = new float[tensor.Shape.Aggregate(1, (product, length) => product * length)];
            parameters.Read(tensor.Name, values);
            _model.Parameters.Write(tensor.Name, values);
        }
        if (_model is IQuantizedModel quantized) quantized.Quantize();
    }

    public Comparison AgainstReference(ImportedPart part, int seed)
    {
        TInput[] inputs = Noise(seed);
        double[] expected = inputs switch
        {
            float[] values => part.Network.Forward(Array.ConvertAll(values, value => (double)value), part.NewState()).Outputs,
            int[] tokens => part.Network.Forward(tokens, part.NewState()).Outputs,
            _ => throw new NotSupportedException($"Inputs of type {typeof(TInput).Name}."),
        };
        double error = MostDifferent(Run(inputs, part), expected);
        // The smaller copy of the weights is another network than the file's: what it costs is for the user to judge.
        double bound = TModel.Spec.Storage == WeightStorage.Float32 ? new VerificationBounds(TModel.Spec).ForValues(expected) : double.PositiveInfinity;
        return new("generated code against the reference engine, the file's weights", error, bound, $"{Steps} steps of noise");
    }

    public Comparison AgainstReferenceAtRandom(int seed)
    {
        VerificationReport report = RnnVerifier.Verify<TModel, TInput>(seed);
        VerificationEntry worst = report.Entries.MaxBy(entry => double.IsNaN(entry.Error) ? double.PositiveInfinity : entry.Error / entry.Bound)!;
        return new("generated code against the reference engine, random weights, forward and backward", worst.Error, worst.Bound, $"{worst.Tensor}, {worst.Run}");
    }

    public Comparison Against(TestVector vector, ImportedModel model)
    {
        if (vector.Inputs.ToArray() is not TInput[] inputs) throw new NotSupportedException("Known answers are of real inputs.");
        var values = (float[])(object)inputs;
        for (int t = 0; t < values.Length; t += TModel.InputsPerStep) values[t] *= (float)model.InputGain;
        float[] outputs = Run(inputs, model.Single);
        for (int i = 0; i < outputs.Length; i++) outputs[i] *= (float)model.OutputGain;
        double[] expected = [.. vector.Outputs];
        return new("generated code against the file's own answers", MostDifferent(outputs, expected),
            AnswerTolerance * Math.Max(1, VerificationBounds.Largest(expected)), $"{values.Length / TModel.InputsPerStep} steps");
    }

    public double NanosecondsPerStep()
    {
        const int Sequence = 256, Rounds = 25;
        TInput[] inputs = [.. Enumerable.Range(0, (Sequence + Steps - 1) / Steps).SelectMany(Noise).Take(Sequence * TModel.InputsPerStep)];
        var state = new float[TModel.StateSize];
        var outputs = new float[TModel.Spec.HasOutputPerStep ? Sequence * TModel.OutputSize : TModel.OutputSize];
        var times = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            long calls = 0, start = Stopwatch.GetTimestamp();
            do
            {
                _model.Forward(inputs, state, outputs);
                calls++;
            }
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 10);
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / (calls * Sequence));
        }
        times.Sort();
        return times[Rounds / 2];
    }

    private float[] Run(TInput[] inputs, ImportedPart part)
    {
        var state = new float[TModel.StateSize];
        foreach (StateSlot slot in new StateLayout(new Topology(TModel.Spec)).Slots)
        {
            if (part.InitialState.TryGetValue(slot.Name, out IReadOnlyList<float>? values)) values.ToArray().CopyTo(state, slot.Offset);
        }
        int steps = inputs.Length / TModel.InputsPerStep;
        var outputs = new float[TModel.Spec.HasOutputPerStep ? steps * TModel.OutputSize : TModel.OutputSize];
        _model.Forward(inputs, state, outputs);
        return outputs;
    }

    private static TInput[] Noise(int seed)
    {
        var random = new Random(seed);
        int count = Steps * TModel.InputsPerStep;
        if (!TModel.Spec.ReadsTokens) return (TInput[])(object)Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1)).ToArray();
        int[] vocabularies = [.. TModel.Spec.Sources.Cast<TokenSpec>().Select(source => source.Vocabulary)];
        return (TInput[])(object)Enumerable.Range(0, count).Select(i => random.Next(vocabularies[i % vocabularies.Length])).ToArray();
    }

    private static double MostDifferent(float[] values, double[] expected)
    {
        if (values.Length != expected.Length) return double.PositiveInfinity;
        double most = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = Math.Abs(values[i] - expected[i]);
            if (double.IsNaN(difference)) return double.PositiveInfinity;
            most = Math.Max(most, difference);
        }
        return most;
    }
}

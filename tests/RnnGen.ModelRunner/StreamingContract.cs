using System.Runtime.InteropServices;

namespace RnnGen.Tests.Models;

/// <summary>What docs/accuracy.md promises beyond single values: pieces, single steps, and what is not finite.</summary>
public static class StreamingContract
{
    private const int Steps = 23;

    // Two roundings of a sum of terms up to 1 in another order, carried over the steps; a missing term is 1e-3 and more.
    private const double Tolerance = 1e-5;

    /// <summary>What is broken for a model, or null.</summary>
    public static string? Broken<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        if (TModel.Spec.Output != OutputMode.EveryStep) return null;
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 3);
        if (model is IQuantizedModel quantized) quantized.Quantize();
        TInput[] inputs = Inputs<TModel, TInput>(Steps);
        float[] whole = Run(model, inputs, Steps), stepped = Run(model, inputs, 0);
        foreach (int piece in new[] { 1, 3, 7, Steps - 1 })
        {
            float[] pieces = Run(model, inputs, piece);
            if (!Bits(pieces).SequenceEqual(Bits(whole))) return $"Forward in pieces of {piece} differs from the whole";
        }
        for (int i = 0; i < whole.Length; i++)
        {
            if (!(Math.Abs(whole[i] - stepped[i]) <= Tolerance)) return $"Step gives {stepped[i]:R} where Forward gives {whole[i]:R}";
        }
        return inputs is float[] values ? BrokenInPlace(model, values) ?? BrokenBySpecialValues(model, values) : null;
    }

    /// <summary>Outputs that are written over the inputs.</summary>
    private static string? BrokenInPlace<TModel, TInput>(IStreamingRnnModel<TModel, TInput> model, float[] inputs)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        int width = TModel.OutputSize;
        if (TModel.InputsPerStep != width) return null;
        foreach ((string name, Action<float[], float[]> run) in new (string, Action<float[], float[]>)[]
        {
            ("Forward", (x, y) => model.Forward(Cast<TInput>(x), new float[TModel.StateSize], y)),
            ("Forward with tape", (x, y) => model.Forward(Cast<TInput>(x), new float[TModel.StateSize], y, TModel.CreateTape(Steps))),
            ("StepMany", (x, y) => model.StepMany(Cast<TInput>(x), TModel.CreateStreams(Steps), 0, Steps, y)),
            ("Step", (x, y) =>
            {
                var state = new float[TModel.StateSize];
                for (int t = 0; t < Steps; t++) model.Step(Cast<TInput>(x).AsSpan(t * width, width), state, y.AsSpan(t * width, width));
            }),
        })
        {
            float[] apart = new float[inputs.Length], inPlace = (float[])inputs.Clone();
            run(inputs, apart);
            run(inPlace, inPlace);
            if (!Bits(apart).SequenceEqual(Bits(inPlace))) return $"{name} differs where it writes over its inputs";
        }
        return null;
    }

    private static string? BrokenBySpecialValues<TModel, TInput>(IStreamingRnnModel<TModel, TInput> model, float[] inputs)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var reference = new ReferenceNetwork(TModel.Spec);
        reference.Load(model is IQuantizedModel quantized ? quantized.Dequantize() : model.Parameters);
        double bound = TModel.Spec.Math == MathMode.Fast ? 30 * Tolerance : Tolerance;
        float[] before = Run((TModel)model, Cast<TInput>(inputs), Steps);
        foreach (float special in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e15f, 1e-40f })
        {
            var spoilt = (float[])inputs.Clone();
            spoilt[5 * TModel.InputsPerStep] = special;
            double[] expected = reference.Forward([.. spoilt.Select(x => (double)x)]).Outputs;
            foreach (int piece in new[] { Steps, 0 })
            {
                float[] found = Run((TModel)model, Cast<TInput>(spoilt), piece);
                for (int i = 0; i < found.Length; i++)
                {
                    double exact = expected[i];
                    bool agrees = double.IsNaN(exact) ? float.IsNaN(found[i]) : !double.IsFinite(exact) ? exact == found[i]
                        : Math.Abs(exact - found[i]) <= bound * Math.Max(1, Math.Abs(exact));
                    if (!agrees) return $"with an input {special}, output {i} is {found[i]:R}, expected {exact:R}";
                }
                if (float.IsNaN(special) && !found.AsSpan(5 * TModel.OutputSize).ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) return "a NaN is lost";
            }
        }
        return Bits(Run((TModel)model, Cast<TInput>(inputs), Steps)).SequenceEqual(Bits(before)) ? null : "another stream has changed";
    }

    /// <summary>A sequence from a zero state, in pieces; 0 means one step a call of Step.</summary>
    private static float[] Run<TModel, TInput>(TModel model, TInput[] inputs, int piece)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        int ins = TModel.InputsPerStep, outs = TModel.OutputSize;
        float[] state = new float[TModel.StateSize], outputs = new float[Steps * outs];
        for (int t = 0; t < Steps; t += Math.Max(1, piece))
        {
            int count = Math.Min(Math.Max(1, piece), Steps - t);
            ReadOnlySpan<TInput> x = inputs.AsSpan(t * ins, count * ins);
            Span<float> y = outputs.AsSpan(t * outs, count * outs);
            if (piece == 0) model.Step(x, state, y);
            else model.Forward(x, state, y);
        }
        return outputs;
    }

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);

    private static TInput[] Cast<TInput>(float[] values) where TInput : unmanaged => (TInput[])(object)values;

    /// <summary>Random values or tokens.</summary>
    internal static TInput[] Inputs<TModel, TInput>(int steps)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var random = new Random(5);
        if (!TModel.Spec.ReadsTokens) return Cast<TInput>([.. Enumerable.Range(0, steps * TModel.InputsPerStep).Select(_ => random.NextSingle() * 2 - 1)]);
        int[] vocabularies = [.. TModel.Spec.Sources.Select(source => ((TokenSpec)source).Vocabulary)];
        int[] tokens = [.. Enumerable.Range(0, steps * vocabularies.Length).Select(i => random.Next(vocabularies[i % vocabularies.Length]))];
        return MemoryMarshal.Cast<int, TInput>(tokens).ToArray();
    }
}

using System.Runtime.InteropServices;

namespace RnnGen.Tests.Surface;

/// <summary>A generated model with everything that its calls take, filled with numbers; tests replace one argument at a time.</summary>
internal sealed class Sequence<TModel, TInput>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    public Sequence(int steps, int seed = 1)
    {
        ParameterInitializer.Fill(Model.Parameters, seed);
        var random = new Random(seed);
        Inputs = MakeInputs(steps, random);
        int outputs = (TModel.Spec.HasOutputPerStep ? steps : 1) * TModel.OutputSize;
        State = MakeState(random);
        StateGradient = MakeState(random);
        Outputs = Floats(outputs, random);
        OutputGradients = Floats(outputs, random);
        InputGradients = Floats(TModel.Spec.ReadsTokens ? 0 : Inputs.Length, random);
        Tape = TModel.CreateTape(steps);
    }

    public TModel Model { get; } = TModel.New();

    public TInput[] Inputs { get; set; }

    public float[] State { get; set; }

    public float[] Outputs { get; set; }

    public float[] OutputGradients { get; set; }

    public float[] InputGradients { get; set; }

    public float[] StateGradient { get; set; }

    public ParameterBuffer Gradients { get; set; } = new(TModel.Spec);

    public RnnTape Tape { get; set; }

    public void Forward() => Model.Forward(Inputs, State, Outputs);

    public void ForwardWithTape() => Model.Forward(Inputs, State, Outputs, Tape);

    public void Backward() => Model.Backward(Inputs, Tape, OutputGradients, Gradients, InputGradients, StateGradient);

    /// <summary>Everything that a call may write, bit for bit.</summary>
    public int[] Written() => [.. new[] { State, Outputs, InputGradients, StateGradient, Gradients.Span.ToArray() }
        .SelectMany(values => values).Select(BitConverter.SingleToInt32Bits)];

    private static TInput[] MakeInputs(int steps, Random random)
    {
        if (!TModel.Spec.ReadsTokens) return MemoryMarshal.Cast<float, TInput>(Floats(steps * TModel.InputsPerStep, random)).ToArray();
        int[] vocabularies = [.. TModel.Spec.Sources.Select(source => ((TokenSpec)source).Vocabulary)];
        int[] tokens = [.. Enumerable.Range(0, steps * vocabularies.Length).Select(i => random.Next(vocabularies[i % vocabularies.Length]))];
        return MemoryMarshal.Cast<int, TInput>(tokens).ToArray();
    }

    // The padding between the slots is zero.
    private static float[] MakeState(Random random)
    {
        var state = new float[TModel.StateSize];
        foreach (StateSlot slot in new StateLayout(new Topology(TModel.Spec)).Slots) Floats(slot.Length, random).CopyTo(state, slot.Offset);
        return state;
    }

    private static float[] Floats(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}

/// <summary>What only networks that run forward can do.</summary>
internal static class StreamingSequence
{
    public static void Step<TModel, TInput>(this Sequence<TModel, TInput> call, int t)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => call.Model.Step(call.Inputs.AsSpan(t * TModel.InputsPerStep, TModel.InputsPerStep), call.State,
            TModel.Spec.HasOutputPerStep ? call.Outputs.AsSpan(t * TModel.OutputSize, TModel.OutputSize) : call.Outputs);
}

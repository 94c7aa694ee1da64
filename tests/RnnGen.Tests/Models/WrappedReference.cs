namespace RnnGen.Tests;

/// <summary>What a <see cref="WrappedReference{TDefinition, TInput}"/> computes, and what it does wrong.</summary>
internal interface IDefinition
{
    static abstract ModelSpec Spec { get; }

    /// <summary>Whether the tape's seed is read.</summary>
    static virtual bool KnowsDropout => true;

    /// <summary>A fault of the forward pass.</summary>
    static virtual void SpoilForward(Span<float> outputs, Span<float> state, bool hasTape) { }

    /// <summary>A fault of the single step.</summary>
    static virtual void SpoilStep(Span<float> output) { }

    /// <summary>A fault of a step of stream <paramref name="stream"/>.</summary>
    static virtual void SpoilStream(int stream, Span<float> state, Span<float> output) { }

    /// <summary>A fault of the backward pass, which has already added to <paramref name="gradients"/>.</summary>
    static virtual void SpoilBackward(ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) { }
}

/// <summary>The reference engine behind the face of a generated model.</summary>
internal sealed class WrappedReference<TDefinition, TInput> : IStreamingRnnModel<WrappedReference<TDefinition, TInput>, TInput>
    where TDefinition : IDefinition
    where TInput : unmanaged
{
    private static readonly Topology s_topology = new(TDefinition.Spec);
    private static readonly StateLayout s_state = new(s_topology);
    private readonly ReferenceNetwork _network = new(TDefinition.Spec);

    public static ModelSpec Spec => TDefinition.Spec;
    public static int InputSize => s_topology.InputSize;
    public static int InputsPerStep => s_topology.InputsPerStep;
    public static int OutputSize => s_topology.OutputSize;
    public static int ParameterCount => new ParameterLayout(s_topology).ParameterCount;
    public static int StateSize => s_state.Length;
    public ParameterBuffer Parameters { get; } = new(TDefinition.Spec);

    public static WrappedReference<TDefinition, TInput> New() => new();

    public static RnnTape CreateTape(int maxSteps) => new Tape(maxSteps);

    public void Step(ReadOnlySpan<TInput> input, Span<float> state, Span<float> output)
    {
        Forward(input, state, output);
        TDefinition.SpoilStep(output);
    }

    public static RnnStreams CreateStreams(int count) => new Streams(count);

    public void StepMany(ReadOnlySpan<TInput> inputs, RnnStreams streams, int first, int count, Span<float> outputs)
    {
        var state = new float[StateSize];
        for (int n = 0; n < count; n++)
        {
            Span<float> output = outputs.Slice(n * OutputSize, OutputSize);
            streams.SaveState(first + n, state);
            Forward(inputs.Slice(n * InputsPerStep, InputsPerStep), state, output);
            TDefinition.SpoilStream(first + n, state, output);
            streams.LoadState(first + n, state);
        }
    }

    public void Forward(ReadOnlySpan<TInput> inputs, Span<float> state, Span<float> outputs) => Run(inputs, state, outputs, hasTape: false, null);

    public void Forward(ReadOnlySpan<TInput> inputs, Span<float> state, Span<float> outputs, RnnTape tape) =>
        ((Tape)tape).Run = Run(inputs, state, outputs, hasTape: true, TDefinition.KnowsDropout ? tape.DropoutSeed : null);

    public void Backward(ReadOnlySpan<TInput> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient)
    {
        ReferenceGradients found = _network.Backward(((Tape)tape).Run!, ToDouble(outputGradients), ReadState(stateGradient));
        foreach (TensorInfo tensor in gradients.Tensors)
        {
            var sum = new float[tensor.Count];
            gradients.Read(tensor.Name, sum);
            for (int i = 0; i < sum.Length; i++) sum[i] += (float)found.Parameters[tensor.Name][i];
            gradients.Write(tensor.Name, sum);
        }
        if (inputGradients.Length > 0) ToFloat(found.Inputs).CopyTo(inputGradients);
        WriteState(found.State, stateGradient);
        TDefinition.SpoilBackward(gradients, inputGradients, stateGradient);
    }

    private ReferenceRun Run(ReadOnlySpan<TInput> inputs, Span<float> state, Span<float> outputs, bool hasTape, ulong? dropoutSeed)
    {
        _network.Load(Parameters);
        ReferenceRun run = inputs.ToArray() is int[] tokens
            ? _network.Forward(tokens, ReadState(state), dropoutSeed)
            : _network.Forward(ToDouble((float[])(object)inputs.ToArray()), ReadState(state), dropoutSeed);
        ToFloat(run.Outputs).CopyTo(outputs);
        WriteState(run.FinalState, state);
        TDefinition.SpoilForward(outputs, state, hasTape);
        return run;
    }

    private ReferenceTensors ReadState(ReadOnlySpan<float> state)
    {
        ReferenceTensors tensors = _network.NewState();
        foreach (StateSlot slot in s_state.Slots) ToDouble(state.Slice(slot.Offset, slot.Length)).CopyTo(tensors[slot.Name], 0);
        return tensors;
    }

    private static void WriteState(ReferenceTensors tensors, Span<float> state)
    {
        foreach (StateSlot slot in s_state.Slots) ToFloat(tensors[slot.Name]).CopyTo(state[slot.Offset..]);
    }

    private static double[] ToDouble(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);

    private sealed class Streams(int count) : RnnStreams(count, s_state.Length, s_state.Length, 0);

    private sealed class Tape(int maxSteps) : RnnTape(maxSteps)
    {
        public ReferenceRun? Run { get; set; }
    }
}

using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>A generated model that counts the steps it runs.</summary>
internal sealed class CountingModel : IStreamingRnnModel<CountingModel, float>
{
    private readonly SmallStack _model = SmallStack.Create(1);

    public int StepsForward { get; set; }

    public int StepsBackward { get; set; }

    public static ModelSpec Spec => SmallStack.Spec;
    public static int InputSize => SmallStack.InputSize;
    public static int InputsPerStep => SmallStack.InputsPerStep;
    public static int OutputSize => SmallStack.OutputSize;
    public static int ParameterCount => SmallStack.ParameterCount;
    public static int StateSize => SizeOf<SmallStack>();
    public ParameterBuffer Parameters => _model.Parameters;
    private IStreamingRnnModel<SmallStack, float> Face => _model;

    public static CountingModel New() => new();

    public static RnnTape CreateTape(int maxSteps) => TapeOf<SmallStack>(maxSteps);

    public static RnnStreams CreateStreams(int count) => throw new NotSupportedException();

    public void StepMany(ReadOnlySpan<float> inputs, RnnStreams streams, int first, int count, Span<float> outputs) => throw new NotSupportedException();

    public void Step(ReadOnlySpan<float> input, Span<float> state, Span<float> output)
    {
        StepsForward++;
        Face.Step(input, state, output);
    }

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        StepsForward += inputs.Length / InputSize;
        Face.Forward(inputs, state, outputs);
    }

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, RnnTape tape)
    {
        StepsForward += inputs.Length / InputSize;
        Face.Forward(inputs, state, outputs, tape);
    }

    public void Backward(ReadOnlySpan<float> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient)
    {
        StepsBackward += inputs.Length / InputSize;
        Face.Backward(inputs, tape, outputGradients, gradients, inputGradients, stateGradient);
    }

    private static int SizeOf<T>() where T : class, IRnnModel<T, float> => T.StateSize;

    private static RnnTape TapeOf<T>(int maxSteps) where T : class, IRnnModel<T, float> => T.CreateTape(maxSteps);
}

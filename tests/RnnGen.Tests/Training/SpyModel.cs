using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>A generated model that reports each forward pass before it runs.</summary>
internal sealed class SpyModel : IRnnModel<SpyModel, float>
{
    private readonly SmallStack _model = new();

    /// <summary>Hears of each forward pass, on its thread.</summary>
    public Action<float> Before { get; set; } = _ => { };

    public static ModelSpec Spec => SmallStack.Spec;
    public static int InputSize => SmallStack.InputSize;
    public static int InputsPerStep => SmallStack.InputsPerStep;
    public static int OutputSize => SmallStack.OutputSize;
    public static int ParameterCount => SmallStack.ParameterCount;
    public static int StateSize => SizeOf<SmallStack>();
    public ParameterBuffer Parameters => _model.Parameters;

    public static SpyModel New() => new();

    public static RnnTape CreateTape(int maxSteps) => TapeOf<SmallStack>(maxSteps);

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        Before(inputs[0]);
        ((IRnnModel<SmallStack, float>)_model).Forward(inputs, state, outputs);
    }

    public void Forward(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, RnnTape tape)
    {
        Before(inputs[0]);
        ((IRnnModel<SmallStack, float>)_model).Forward(inputs, state, outputs, tape);
    }

    public void Backward(ReadOnlySpan<float> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient) =>
        ((IRnnModel<SmallStack, float>)_model).Backward(inputs, tape, outputGradients, gradients, inputGradients, stateGradient);

    private static int SizeOf<T>() where T : class, IRnnModel<T, float> => T.StateSize;

    private static RnnTape TapeOf<T>(int maxSteps) where T : class, IRnnModel<T, float> => T.CreateTape(maxSteps);
}

using RnnGen;

namespace GuitarAmp.Playing;

/// <summary>A generated model.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class CompiledNetwork<TModel>(TModel model) : INetwork
    where TModel : class, IStreamingRnnModel<TModel, float>
{
    public int InputsPerStep => TModel.InputsPerStep;

    public int StateSize => TModel.StateSize;

    public void Step(ReadOnlySpan<float> input, Span<float> state, Span<float> output) => model.Step(input, state, output);
}

using RnnGen;

namespace GuitarAmp.Playing;

/// <summary>A generated model.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <param name="model">It, without a skip.</param>
/// <param name="skip">Whether the sample is added to the output.</param>
internal sealed class CompiledNetwork<TModel>(TModel model, bool skip) : INetwork
    where TModel : class, IStreamingRnnModel<TModel, float>
{
    public int InputsPerStep => TModel.InputsPerStep;

    public int StateSize => TModel.StateSize;

    public void Step(ReadOnlySpan<float> input, Span<float> state, Span<float> output)
    {
        model.Step(input, state, output);
        if (skip) output[0] += input[0];
    }
}

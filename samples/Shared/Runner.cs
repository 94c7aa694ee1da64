using RnnGen;

namespace Samples.Shared;

/// <summary>Runs a model over one whole sequence.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="TInput">Its inputs.</typeparam>
public sealed class Runner<TModel, TInput>(TModel model)
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly float[] _state = new float[TModel.StateSize];
    private float[] _outputs = [];

    /// <summary>The outputs from a state of zeros; valid until the next call.</summary>
    public ReadOnlySpan<float> Run(ReadOnlySpan<TInput> inputs)
    {
        int length = TModel.Spec.HasOutputPerStep ? inputs.Length / TModel.InputsPerStep * TModel.OutputSize : TModel.OutputSize;
        if (_outputs.Length < length) _outputs = new float[length];
        Array.Clear(_state);
        Span<float> outputs = _outputs.AsSpan(0, length);
        model.Forward(inputs, _state, outputs);
        return outputs;
    }
}

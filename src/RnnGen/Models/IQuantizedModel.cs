namespace RnnGen;

/// <summary>
/// A model whose <c>Step</c> and <c>Forward</c> without tape read a smaller copy of its parameters: one that is declared with
/// another <see cref="WeightStorage"/> than Float32. <c>Forward</c> with tape and <c>Backward</c> read the parameters themselves.
/// </summary>
public interface IQuantizedModel
{
    /// <summary>Makes the copy anew from what the parameters are now; to be called after they were written other than by <c>Create</c>, <c>Load</c> and <c>Read</c>.</summary>
    /// <remarks>Steps of other threads may run meanwhile: each reads the old copy or the new one, whole. The parameters must not be written meanwhile.</remarks>
    void Quantize();

    /// <summary>The parameters that the copy stands for, with which a step computes, as floats in a new buffer.</summary>
    ParameterBuffer Dequantize();
}

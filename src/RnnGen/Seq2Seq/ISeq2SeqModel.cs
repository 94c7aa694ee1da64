namespace RnnGen;

/// <summary>
/// What every generated pair of encoder and decoder can do, over spans: the face that the library (trainer, verifier) works with.
/// In an application, use the members of the generated class.
/// </summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
/// <typeparam name="TSource">What the encoder reads: <c>float</c> or <c>int</c> (token ids).</typeparam>
/// <typeparam name="TTarget">What the decoder reads: <c>float</c> or <c>int</c> (token ids).</typeparam>
public interface ISeq2SeqModel<TSelf, TSource, TTarget>
    where TSelf : class, ISeq2SeqModel<TSelf, TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    /// <summary>The declaration, with those of both models.</summary>
    static abstract Seq2SeqSpec Spec { get; }

    /// <summary>Trainable scalars of encoder, bridge and decoder, without padding.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>A pair whose parameters are zero.</summary>
    static abstract TSelf New();

    /// <summary>Room for what a backward pass needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or too large for an array.</exception>
    static abstract Seq2SeqTape CreateTape(int maxSourceSteps, int maxTargetSteps);

    /// <summary>The parameters of encoder, bridge and decoder in one buffer.</summary>
    ParameterBuffer Parameters { get; }

    /// <summary>Reads a source; <paramref name="state"/> becomes the decoder's initial state.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    void Encode(ReadOnlySpan<TSource> source, Span<float> state);

    /// <summary>One step of the decoder.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    void Step(ReadOnlySpan<TTarget> input, Span<float> state, Span<float> output);

    /// <summary>Reads a source, then runs the decoder over the inputs that it is given (teacher forcing).</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    void Forward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Span<float> outputs);

    /// <summary>The same, recording what <see cref="Backward"/> needs.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a token is unknown, the tape is another pair's or too short; nothing was written.</exception>
    void Forward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Span<float> outputs, Seq2SeqTape tape);

    /// <summary>
    /// Adds ∂L/∂parameters to <paramref name="gradients"/>, through decoder, bridge and encoder. <paramref name="sourceGradients"/> and
    /// <paramref name="targetInputGradients"/> may be empty (not wanted; always so for tokens).
    /// </summary>
    /// <exception cref="ArgumentException">A span or buffer has the wrong length; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The tape does not hold a forward pass of this pair over as many steps, or the parameters have
    /// changed since, other than through <see cref="ParameterBuffer.Span"/>.</exception>
    void Backward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Seq2SeqTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> sourceGradients, Span<float> targetInputGradients);
}

namespace RnnGen;

/// <summary>
/// Compares a generated model with <see cref="ReferenceNetwork"/>, forward and backward, on random parameters, inputs,
/// initial states and upstream gradients. One line in a test suite: <c>RnnVerifier.Verify&lt;M, float&gt;(seed: 1).ThrowIfFailed();</c>
/// </summary>
/// <remarks>
/// <para>The runs: sequences of 7, 19, 1 and 2 steps, with and without tape; and, where every layer runs forward and each step
/// has an output, a sequence in pieces, whose state and state gradient are carried; and, where the model has dropout, sequences of
/// 7, 19 and 2 steps with a seed on the tape. Parameter gradients are summed over all runs. Where there is a Step: 7 calls of it,
/// and steps of StepMany for 1, 5 and 17 streams, each stream with inputs and a state of its own, the 17 as 16 and 1, then as 7 and
/// 10. Where the model keeps a smaller copy of its weights (<see cref="IQuantizedModel"/>), runs without tape are compared with a
/// reference that has those weights.</para>
/// <para>The bounds, with k = max(1, √(n / 64)) for at most n terms in a layer's sums: outputs and states 2e-6·k, times the
/// largest reference value where that is above 1; gradients 1e-5·k times the largest gradient of the run. Where m layers are
/// normalised, k is 16·m times as large; but for gradients no larger than allows an error of a hundredth of the tensor's own
/// largest value, or what would be allowed without normalisation, if that is more. In <see cref="MathMode.Fast"/> k is 30 times as large.</para>
/// </remarks>
public static class RnnVerifier
{
    /// <summary>Compares Forward and Backward.</summary>
    /// <typeparam name="TModel">The generated class.</typeparam>
    /// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
    /// <param name="seed">Of everything random.</param>
    /// <exception cref="NotSupportedException">The reference engine does not support the network.</exception>
    public static VerificationReport Verify<TModel, TInput>(int seed)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => Verify<TModel, TInput>(seed, parameterScale: 1);

    /// <summary>The same with smaller parameters: where gates are unbounded, the usual ones may make a state grow without end.</summary>
    /// <param name="seed">Of everything random.</param>
    /// <param name="parameterScale">What all parameters are multiplied with.</param>
    /// <param name="batch">The sequences; null for the usual ones.</param>
    internal static VerificationReport Verify<TModel, TInput>(int seed, float parameterScale, VerificationBatch? batch = null)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var session = new VerificationSession<TModel, TInput>(seed, parameterScale);
        session.Run(batch);
        return session.Report();
    }

    /// <summary>
    /// Compares a generated pair with <see cref="ReferencePair"/>: encoding, forward and backward passes, over sources and targets of several lengths.
    /// </summary>
    /// <typeparam name="TModel">The generated class.</typeparam>
    /// <typeparam name="TSource">What the encoder reads: <c>float</c> or <c>int</c>.</typeparam>
    /// <typeparam name="TTarget">What the decoder reads: <c>float</c> or <c>int</c>.</typeparam>
    /// <param name="seed">Of everything random.</param>
    /// <exception cref="NotSupportedException">The reference engine does not support a network.</exception>
    public static VerificationReport VerifySeq2Seq<TModel, TSource, TTarget>(int seed)
        where TModel : class, ISeq2SeqModel<TModel, TSource, TTarget>
        where TSource : unmanaged
        where TTarget : unmanaged => new PairVerification<TModel, TSource, TTarget>(seed).Run();

    /// <summary>Compares Forward and Backward, and Step and StepMany where the model has them (not where outputs are pooled).</summary>
    /// <inheritdoc cref="Verify{TModel, TInput}(int)"/>
    public static VerificationReport VerifyStreaming<TModel, TInput>(int seed)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged => VerifyStreaming<TModel, TInput>(seed, parameterScale: 1);

    /// <inheritdoc cref="Verify{TModel, TInput}(int, float, VerificationBatch?)"/>
    internal static VerificationReport VerifyStreaming<TModel, TInput>(int seed, float parameterScale, VerificationBatch? batch = null)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var session = new VerificationSession<TModel, TInput>(seed, parameterScale);
        session.Run(batch);
        if (TModel.Spec.Output is OutputMode.EveryStep or OutputMode.LastStep)
        {
            session.RunSteps(static (model, input, state, output) => model.Step(input, state, output));
            session.RunStreams(TModel.CreateStreams, static (model, inputs, streams, first, count, outputs) => model.StepMany(inputs, streams, first, count, outputs));
        }
        return session.Report();
    }
}

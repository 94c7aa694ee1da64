namespace RnnGen;

/// <summary>
/// What every generated model can do, over spans: the face that the library (trainer, verifier, files) works with.
/// In an application, use the members of the generated class.
/// </summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public interface IRnnModel<TSelf, TInput>
    where TSelf : class, IRnnModel<TSelf, TInput>
    where TInput : unmanaged
{
    /// <summary>The declaration.</summary>
    static abstract ModelSpec Spec { get; }

    /// <summary>Width of the vector that the first layer reads.</summary>
    static abstract int InputSize { get; }

    /// <summary>Input values a step takes.</summary>
    static abstract int InputsPerStep { get; }

    /// <summary>Width of one output.</summary>
    static abstract int OutputSize { get; }

    /// <summary>Trainable scalars, without padding.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>Floats of one state, padding included.</summary>
    static abstract int StateSize { get; }

    /// <summary>A model whose parameters are zero.</summary>
    static abstract TSelf New();

    /// <summary>Room for what a backward pass over at most <paramref name="maxSteps"/> steps needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSteps"/> is below 1, or too large for an array.</exception>
    static abstract RnnTape CreateTape(int maxSteps);

    /// <summary>The same for at most <paramref name="maxSequences"/> sequences that are run together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or they are too large for an array.</exception>
    static virtual RnnTape CreateTape(int maxSteps, int maxSequences) => new OneByOne<TSelf, TInput>(maxSteps, maxSequences);

    /// <summary>The parameters.</summary>
    ParameterBuffer Parameters { get; }

    /// <summary>Runs a sequence. <paramref name="state"/> holds the initial state on entry, the final one on return.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    void Forward(ReadOnlySpan<TInput> inputs, Span<float> state, Span<float> outputs);

    /// <summary>Runs a sequence and records what <see cref="Backward"/> needs.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a token is unknown, the tape is another model's or too short; nothing was written.</exception>
    void Forward(ReadOnlySpan<TInput> inputs, Span<float> state, Span<float> outputs, RnnTape tape);

    /// <summary>
    /// Adds ∂L/∂parameters of the recorded sequence to <paramref name="gradients"/>. <paramref name="inputGradients"/> may
    /// be empty (not wanted). <paramref name="stateGradient"/> holds ∂L/∂(final state) on entry and ∂L/∂(initial state) on return.
    /// </summary>
    /// <exception cref="ArgumentException">A span or buffer has the wrong length; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The tape does not hold a forward pass of this model over these inputs, or the parameters have
    /// changed since, other than through <see cref="ParameterBuffer.Span"/>.</exception>
    void Backward(ReadOnlySpan<TInput> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradient);

    /// <summary>
    /// Runs several sequences together and records what <see cref="BackwardMany"/> needs. Inputs and outputs of a step lie in packed
    /// rows: all first steps, then all second steps, and so on (PyTorch's <c>PackedSequence</c>); where the model gives one output for a
    /// sequence, <paramref name="outputs"/> has a row for each sequence.
    /// </summary>
    /// <param name="inputs">For each packed row, the input values of a step.</param>
    /// <param name="lengths">Steps of each sequence, the longest first; one at least.</param>
    /// <param name="dropoutSeeds">For each sequence, the seed of its dropout masks; empty for no dropout.</param>
    /// <param name="states">For each sequence, its initial state on entry, the final one on return.</param>
    /// <param name="outputs">For each packed row, or for each sequence, an output.</param>
    /// <param name="tape">Room for so many sequences and steps.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, lengths do not descend, a token is unknown, the tape is another model's or too small; nothing was written.</exception>
    void ForwardMany(ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> lengths, ReadOnlySpan<ulong> dropoutSeeds, Span<float> states, Span<float> outputs, RnnTape tape) =>
        Check.TapeOf<OneByOne<TSelf, TInput>>(tape, nameof(tape)).Forward((TSelf)this, inputs, lengths, dropoutSeeds, states, outputs);

    /// <summary>
    /// The backward pass of <see cref="ForwardMany"/>, whose packed rows the spans have: adds ∂L/∂parameters, summed over all sequences,
    /// to <paramref name="gradients"/>. <paramref name="inputGradients"/> may be empty (not wanted). <paramref name="stateGradients"/>
    /// holds ∂L/∂(final state) of each sequence on entry and ∂L/∂(initial state) on return.
    /// </summary>
    /// <exception cref="ArgumentException">A span or buffer has the wrong length; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The tape does not hold a forward pass of this model over these inputs, or the parameters have
    /// changed since, other than through <see cref="ParameterBuffer.Span"/>.</exception>
    void BackwardMany(ReadOnlySpan<TInput> inputs, RnnTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> inputGradients, Span<float> stateGradients) =>
        Check.TapeOf<OneByOne<TSelf, TInput>>(tape, nameof(tape)).Backward((TSelf)this, inputs, outputGradients, gradients, inputGradients, stateGradients);
}

/// <summary>A model whose layers all run forward, so that it can be run one step at a time.</summary>
/// <typeparam name="TSelf">The generated class.</typeparam>
/// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
public interface IStreamingRnnModel<TSelf, TInput> : IRnnModel<TSelf, TInput>
    where TSelf : class, IStreamingRnnModel<TSelf, TInput>
    where TInput : unmanaged
{
    /// <summary>Runs one step.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The model gives one output for a whole sequence, pooled over its steps.</exception>
    void Step(ReadOnlySpan<TInput> input, Span<float> state, Span<float> output);

    /// <summary>The states of <paramref name="count"/> streams, all zero, for <see cref="StepMany"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or too large for an array.</exception>
    /// <exception cref="NotSupportedException">The model gives one output for a whole sequence, pooled over its steps.</exception>
    static abstract RnnStreams CreateStreams(int count);

    /// <summary>
    /// Runs one step of each of <paramref name="count"/> streams from <paramref name="first"/> on. The spans hold one row for each of
    /// these. A stream's result depends on neither the other streams nor its place among them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many streams.</exception>
    /// <exception cref="ArgumentException">A span has the wrong length, a token is unknown, or the streams are another model's; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The model gives one output for a whole sequence, pooled over its steps.</exception>
    void StepMany(ReadOnlySpan<TInput> inputs, RnnStreams streams, int first, int count, Span<float> outputs);
}

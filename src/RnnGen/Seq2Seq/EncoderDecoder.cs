using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Runs an encoder, a bridge and a decoder as one model. For generated code: the class behind a pair's members.</summary>
/// <remarks>Safe to share between threads for reading; a tape belongs to one caller at a time.</remarks>
/// <typeparam name="TEncoder">The encoder.</typeparam>
/// <typeparam name="TSource">What it reads.</typeparam>
/// <typeparam name="TDecoder">The decoder.</typeparam>
/// <typeparam name="TTarget">What it reads.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EncoderDecoder<TEncoder, TSource, TDecoder, TTarget>
    where TEncoder : class, IRnnModel<TEncoder, TSource>
    where TDecoder : class, IStreamingRnnModel<TDecoder, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly StateBridge _bridge;
    private readonly int[] _sourceVocabularies = VocabulariesOf(TEncoder.Spec), _targetVocabularies = VocabulariesOf(TDecoder.Spec);

    /// <summary>A pair whose parameters are zero, and lie in one buffer.</summary>
    public EncoderDecoder(Seq2SeqSpec spec, StateBridge bridge)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        Parameters = new ParameterBuffer(spec);
        Encoder = TEncoder.New();
        Decoder = TDecoder.New();
        _bridge = bridge;
        Encoder.Parameters.MoveInto(Parameters.Parts[0]);
        bridge.Parameters?.MoveInto(Parameters.Parts[1]);
        Decoder.Parameters.MoveInto(Parameters.Parts[^1]);
    }

    /// <summary>The encoder; its parameters are a part of the pair's.</summary>
    public TEncoder Encoder { get; }

    /// <summary>The decoder; its parameters are a part of the pair's.</summary>
    public TDecoder Decoder { get; }

    /// <summary>All parameters.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Reads a source; <paramref name="state"/> becomes the decoder's initial state.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    public void Encode(ReadOnlySpan<TSource> source, Span<float> state)
    {
        int steps = CheckSource(source);
        Check.Length(state.Length, TDecoder.StateSize, "state");
        EncodeChecked(source, steps, state);
    }

    /// <summary>One step of the decoder.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    public void Step(ReadOnlySpan<TTarget> input, Span<float> state, Span<float> output) => Decoder.Step(input, state, output);

    /// <summary>Reads a source, then runs the decoder over the inputs that it is given.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, or a token is unknown; nothing was written.</exception>
    public void Forward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Span<float> outputs)
    {
        int steps = CheckSource(source);
        Check.EveryStep(outputs.Length, CheckTarget(targetInputs), TDecoder.OutputSize, "outputs");
        Span<float> state = Workspace.Of(Work.DecoderState, TDecoder.StateSize);
        EncodeChecked(source, steps, state);
        Decoder.Forward(targetInputs, state, outputs);
    }

    /// <summary>The same, recording what <see cref="Backward"/> needs.</summary>
    /// <exception cref="ArgumentException">A span has the wrong length, a token is unknown, or the tape is too short; nothing was written.</exception>
    public void Forward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Span<float> outputs, Seq2SeqTape tape)
    {
        int sourceSteps = CheckSource(source), targetSteps = CheckTarget(targetInputs);
        Check.EveryStep(outputs.Length, targetSteps, TDecoder.OutputSize, "outputs");
        Check.NotNull(tape, "tape");
        Check.Fits(sourceSteps, tape.Encoder, "tape");
        Check.Fits(targetSteps, tape.Decoder, "tape");
        Array.Clear(tape.EncoderState);
        Encoder.Forward(source, tape.EncoderState, tape.EncoderOutputs.AsSpan(0, OutputsOf(sourceSteps)), tape.Encoder);
        _bridge.Forward(tape, tape.DecoderState);
        Decoder.Forward(targetInputs, tape.DecoderState, outputs, tape.Decoder);
    }

    /// <summary>Adds ∂L/∂parameters to <paramref name="gradients"/>, through decoder, bridge and encoder.</summary>
    /// <exception cref="ArgumentException">A span or buffer has the wrong length; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The tape does not hold a forward pass of this pair over as many steps, or the parameters have changed since.</exception>
    public void Backward(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> targetInputs, Seq2SeqTape tape, ReadOnlySpan<float> outputGradients,
        ParameterBuffer gradients, Span<float> sourceGradients, Span<float> targetInputGradients)
    {
        int sourceSteps = CheckSource(source), targetSteps = CheckTarget(targetInputs);
        Check.EveryStep(outputGradients.Length, targetSteps, TDecoder.OutputSize, "outputGradients");
        Check.Gradients(gradients, Parameters, "gradients");
        CheckInputGradients<TSource>(sourceGradients.Length, source.Length, "sourceGradients");
        CheckInputGradients<TTarget>(targetInputGradients.Length, targetInputs.Length, "targetInputGradients");
        Check.NotNull(tape, "tape");
        tape.Encoder.RequireRecorded(Encoder.Parameters, sourceSteps);
        tape.Decoder.RequireRecorded(Decoder.Parameters, targetSteps);

        ParameterBuffer[] parts = gradients.Parts;
        // Nothing comes after the decoder's final state.
        Array.Clear(tape.DecoderState);
        Decoder.Backward(targetInputs, tape.Decoder, outputGradients, parts[^1], targetInputGradients, tape.DecoderState);
        _bridge.Backward(tape, parts.Length == 3 ? parts[1] : null);
        Encoder.Backward(source, tape.Encoder, tape.NoGradients.AsSpan(0, OutputsOf(sourceSteps)), parts[0], sourceGradients, tape.EncoderState);
    }

    private void EncodeChecked(ReadOnlySpan<TSource> source, int steps, Span<float> state)
    {
        Span<float> encoderState = Workspace.Of(Work.EncoderState, TEncoder.StateSize);
        encoderState.Clear();
        Encoder.Forward(source, encoderState, Workspace.Of(Work.EncoderOutputs, OutputsOf(steps)));
        _bridge.Forward(encoderState, state, Workspace.Of(Work.Bridge, _bridge.WorkSize));
    }

    private static int OutputsOf(int steps) => TEncoder.Spec.HasOutputPerStep ? steps * TEncoder.OutputSize : TEncoder.OutputSize;

    private int CheckSource(ReadOnlySpan<TSource> source)
    {
        int steps = Check.Steps(source.Length, TEncoder.InputsPerStep, "source");
        Check.SomeSource(steps, "source");
        if (TEncoder.Spec.HasOutputPerStep) Check.Room(steps, Array.MaxLength / TEncoder.OutputSize, "source");
        CheckTokens(source, _sourceVocabularies, "source");
        return steps;
    }

    private int CheckTarget(ReadOnlySpan<TTarget> targetInputs)
    {
        int steps = Check.Steps(targetInputs.Length, TDecoder.InputsPerStep, "targetInputs");
        CheckTokens(targetInputs, _targetVocabularies, "targetInputs");
        return steps;
    }

    private static void CheckTokens<T>(ReadOnlySpan<T> inputs, int[] vocabularies, string argument)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int)) Check.Tokens(MemoryMarshal.Cast<T, int>(inputs), vocabularies, argument);
    }

    private static void CheckInputGradients<T>(int found, int inputs, string argument)
    {
        if (typeof(T) == typeof(int)) Check.NoInputGradients(found, argument);
        else Check.InputGradients(found, inputs, argument);
    }

    private static int[] VocabulariesOf(ModelSpec spec) => [.. spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];
}

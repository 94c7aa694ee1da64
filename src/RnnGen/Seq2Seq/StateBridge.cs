using System.ComponentModel;

namespace RnnGen;

/// <summary>Makes a decoder's initial state of an encoder's final state. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StateBridge
{
    private protected StateBridge()
    {
    }

    /// <summary>The state is taken over as it is: the vectors agree in order, kind and size, so their places do too.</summary>
    public static StateBridge Identity { get; } = new IdentityBridge();

    /// <summary>A dense layer from all of the encoder's vectors to all of the decoder's.</summary>
    public static StateBridge Dense<TBridge>(Seq2SeqSpec spec)
        where TBridge : class, IRnnModel<TBridge, float> => new DenseBridge<TBridge>(spec);

    /// <summary>The parameters; null where there are none.</summary>
    internal virtual ParameterBuffer? Parameters => null;

    /// <summary>Floats that a pass without tape needs to work in.</summary>
    internal virtual int WorkSize => 0;

    /// <summary>A forward pass; <paramref name="work"/> is of <see cref="WorkSize"/>.</summary>
    internal abstract void Forward(ReadOnlySpan<float> encoderState, Span<float> decoderState, Span<float> work);

    /// <summary>A forward pass from the tape's encoder state to <paramref name="decoderState"/>.</summary>
    internal abstract void Forward(Seq2SeqTape tape, Span<float> decoderState);

    /// <summary>From the tape's ∂L/∂(decoder state) to its ∂L/∂(encoder state); adds to <paramref name="gradients"/>.</summary>
    internal abstract void Backward(Seq2SeqTape tape, ParameterBuffer? gradients);

    private sealed class IdentityBridge : StateBridge
    {
        internal override void Forward(ReadOnlySpan<float> encoderState, Span<float> decoderState, Span<float> work) => encoderState.CopyTo(decoderState);

        internal override void Forward(Seq2SeqTape tape, Span<float> decoderState) => tape.EncoderState.CopyTo(decoderState);

        internal override void Backward(Seq2SeqTape tape, ParameterBuffer? gradients) => tape.DecoderState.CopyTo(tape.EncoderState.AsSpan());
    }

    /// <summary>decoder state = φ(W·(encoder state) + b), between vectors without the states' padding.</summary>
    private sealed class DenseBridge<TBridge>(Seq2SeqSpec spec) : StateBridge
        where TBridge : class, IRnnModel<TBridge, float>
    {
        private readonly TBridge _dense = TBridge.New();
        private readonly StateSlot[] _encoderSlots = [.. new StateLayout(new Topology(spec.Encoder)).Slots];
        private readonly StateSlot[] _decoderSlots = [.. new StateLayout(new Topology(spec.Decoder)).Slots];

        internal override ParameterBuffer Parameters => _dense.Parameters;

        internal override int WorkSize => TBridge.InputSize + TBridge.OutputSize;

        internal override void Forward(ReadOnlySpan<float> encoderState, Span<float> decoderState, Span<float> work)
        {
            Span<float> input = work[..TBridge.InputSize], output = work[TBridge.InputSize..];
            Pack(_encoderSlots, encoderState, input);
            _dense.Forward(input, [], output);
            Unpack(_decoderSlots, output, decoderState);
        }

        internal override void Forward(Seq2SeqTape tape, Span<float> decoderState)
        {
            Pack(_encoderSlots, tape.EncoderState, tape.BridgeInput);
            _dense.Forward(tape.BridgeInput, [], tape.BridgeOutput, tape.Bridge!);
            Unpack(_decoderSlots, tape.BridgeOutput, decoderState);
        }

        internal override void Backward(Seq2SeqTape tape, ParameterBuffer? gradients)
        {
            Pack(_decoderSlots, tape.DecoderState, tape.BridgeOutput);
            _dense.Backward(tape.BridgeInput, tape.Bridge!, tape.BridgeOutput, gradients!, tape.BridgeInputGradient, []);
            Unpack(_encoderSlots, tape.BridgeInputGradient, tape.EncoderState);
        }

        private static void Pack(StateSlot[] slots, ReadOnlySpan<float> state, Span<float> vector)
        {
            foreach (StateSlot slot in slots)
            {
                state.Slice(slot.Offset, slot.Length).CopyTo(vector);
                vector = vector[slot.Length..];
            }
        }

        /// <summary>The padding between the slots becomes zero.</summary>
        private static void Unpack(StateSlot[] slots, ReadOnlySpan<float> vector, Span<float> state)
        {
            state.Clear();
            foreach (StateSlot slot in slots)
            {
                vector[..slot.Length].CopyTo(state[slot.Offset..]);
                vector = vector[slot.Length..];
            }
        }
    }
}

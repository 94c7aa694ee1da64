namespace RnnGen;

/// <summary>What a pair's backward pass needs of its forward pass; allocated once, used for many pairs of sequences.</summary>
/// <remarks>A tape belongs to one caller at a time.</remarks>
public abstract class Seq2SeqTape
{
    /// <summary>Room for the tapes of encoder, bridge and decoder, and for what lies between them. For generated code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number of steps is below 1, or too large for an array.</exception>
    protected Seq2SeqTape(Seq2SeqSpec spec, int maxSourceSteps, int maxTargetSteps, Func<int, RnnTape> encoder, Func<int, RnnTape> decoder, Func<int, RnnTape>? bridge)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Encoder = Make(encoder, maxSourceSteps, nameof(maxSourceSteps));
        Decoder = Make(decoder, maxTargetSteps, nameof(maxTargetSteps));
        Bridge = bridge?.Invoke(1);
        var encoding = new Topology(spec.Encoder);
        long outputs = (long)encoding.OutputSize * (spec.Encoder.HasOutputPerStep ? maxSourceSteps : 1);
        if (outputs > Array.MaxLength) Check.Room(maxSourceSteps, Array.MaxLength / encoding.OutputSize, nameof(maxSourceSteps));
        EncoderOutputs = new float[outputs];
        NoGradients = new float[outputs];
        EncoderState = new float[new StateLayout(encoding).Length];
        DecoderState = new float[new StateLayout(new Topology(spec.Decoder)).Length];
        if (spec.BridgeModel is not { } dense) return;
        BridgeInput = new float[new Topology(dense).InputSize];
        BridgeInputGradient = new float[BridgeInput.Length];
        BridgeOutput = new float[new Topology(dense).OutputSize];
    }

    /// <summary>The most steps of a source that fit.</summary>
    public int MaxSourceSteps => Encoder.MaxSteps;

    /// <summary>The most steps of a target that fit.</summary>
    public int MaxTargetSteps => Decoder.MaxSteps;

    /// <summary>The seed of the dropout masks; null means no dropout. Encoder and decoder draw different ones.</summary>
    public ulong? DropoutSeed
    {
        get;
        set
        {
            field = value;
            Encoder.DropoutSeed = RnnGen.DropoutSeed.OfEncoder(value);
            Decoder.DropoutSeed = RnnGen.DropoutSeed.OfDecoder(value);
        }
    }

    internal RnnTape Encoder { get; }

    internal RnnTape Decoder { get; }

    /// <summary>Null where the state is taken over as it is.</summary>
    internal RnnTape? Bridge { get; }

    /// <summary>Nobody reads them; but a forward pass gives them.</summary>
    internal float[] EncoderOutputs { get; }

    /// <summary>∂L/∂(the encoder's outputs): zeros.</summary>
    internal float[] NoGradients { get; }

    /// <summary>On the way forward the encoder's final state; on the way back ∂L/∂ of it.</summary>
    internal float[] EncoderState { get; }

    /// <summary>On the way forward the decoder's state; on the way back ∂L/∂(its initial state).</summary>
    internal float[] DecoderState { get; }

    /// <summary>A dense bridge's input, which its backward pass reads again.</summary>
    internal float[] BridgeInput { get; } = [];

    /// <summary>∂L/∂ of it.</summary>
    internal float[] BridgeInputGradient { get; } = [];

    /// <summary>On the way forward a dense bridge's output; on the way back ∂L/∂ of it.</summary>
    internal float[] BridgeOutput { get; } = [];

    /// <summary>A part's tape, whose errors name the pair's argument.</summary>
    private static RnnTape Make(Func<int, RnnTape> create, int maxSteps, string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1, argument);
        try
        {
            return create(maxSteps);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "maxSteps")
        {
            throw new ArgumentOutOfRangeException(argument, e.Message.Replace("maxSteps", argument, StringComparison.Ordinal));
        }
    }
}

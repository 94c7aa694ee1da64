namespace RnnGen;

/// <summary>An encoder, a bridge and a decoder in double precision: what <see cref="ReferenceNetwork"/> is for one network.</summary>
/// <remarks><c>var encoding = pair.Encode(source); var decoding = pair.Decode(encoding, targetInputs); var d = pair.Backward(encoding, decoding, dy);</c></remarks>
public sealed class ReferencePair
{
    private readonly ReferenceNetwork? _bridge;

    /// <summary>The pair that <paramref name="spec"/> declares; all parameters are zero.</summary>
    /// <exception cref="ArgumentException">The states do not fit, the decoder does not run step by step, or a part is no network.</exception>
    public ReferencePair(Seq2SeqSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        Encoder = new ReferenceNetwork(spec.Encoder);
        Decoder = new ReferenceNetwork(spec.Decoder);
        if (!spec.Decoder.RunsForward || !spec.Decoder.HasOutputPerStep)
        {
            throw new ArgumentException($"Expected a decoder that runs forward with an output for every step; found {spec.Decoder}.", nameof(spec));
        }
        if (Slots(Encoder).Length == 0 || Slots(Decoder).Length == 0)
        {
            throw new ArgumentException("Expected recurrent layers in encoder and decoder; found none in one.", nameof(spec));
        }
        if (spec.BridgeModel is { } bridge) _bridge = new ReferenceNetwork(bridge);
        else if (!spec.StatesFit)
        {
            throw new ArgumentException($"Expected equal states; found {string.Join(", ", Slots(Encoder))} and {string.Join(", ", Slots(Decoder))}.", nameof(spec));
        }
    }

    /// <summary>The declaration.</summary>
    public Seq2SeqSpec Spec { get; }

    /// <summary>The encoder.</summary>
    public ReferenceNetwork Encoder { get; }

    /// <summary>The decoder.</summary>
    public ReferenceNetwork Decoder { get; }

    /// <summary>The parameters by name, with the part before it: <c>encoder.gru.weight_ih_l0</c>. Writing into an array sets them.</summary>
    public IEnumerable<(string Name, double[] Values)> Parameters => Named(Encoder.Parameters, _bridge?.Parameters, Decoder.Parameters);

    /// <summary>Takes over all parameters of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">They are those of another pair.</exception>
    public void Load(ParameterBuffer source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Spec != Spec) throw new ArgumentException($"Expected the parameters of {Spec}; found those of {source.Spec}.", nameof(source));
        Encoder.Load(source.Parts[0]);
        _bridge?.Load(source.Parts[1]);
        Decoder.Load(source.Parts[^1]);
    }

    /// <summary>Reads a source of real vectors.</summary>
    /// <param name="source">Row-major [T, InputSize].</param>
    /// <param name="dropoutSeed">The seed of the dropout masks of encoder and decoder; null means no dropout.</param>
    /// <exception cref="ArgumentException">The encoder reads tokens, or a length is wrong.</exception>
    public ReferenceEncoding Encode(ReadOnlySpan<double> source, ulong? dropoutSeed = null) =>
        Bridged(Encoder.Forward(source, dropoutSeed: DropoutSeed.OfEncoder(dropoutSeed)), dropoutSeed);

    /// <summary>Reads a source of tokens.</summary>
    /// <param name="source">Row-major [T, InputsPerStep].</param>
    /// <param name="dropoutSeed">The seed of the dropout masks of encoder and decoder; null means no dropout.</param>
    /// <exception cref="ArgumentException">The encoder reads real values, a length is wrong, or a token is unknown.</exception>
    public ReferenceEncoding Encode(ReadOnlySpan<int> source, ulong? dropoutSeed = null) =>
        Bridged(Encoder.Forward(source, dropoutSeed: DropoutSeed.OfEncoder(dropoutSeed)), dropoutSeed);

    /// <summary>Runs the decoder over real inputs.</summary>
    /// <exception cref="ArgumentException">The decoder reads tokens, or a length is wrong.</exception>
    public ReferenceRun Decode(ReferenceEncoding encoding, ReadOnlySpan<double> targetInputs)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Decoder.Forward(targetInputs, encoding.State, DropoutSeed.OfDecoder(encoding.DropoutSeed));
    }

    /// <summary>Runs the decoder over tokens.</summary>
    /// <exception cref="ArgumentException">The decoder reads real values, a length is wrong, or a token is unknown.</exception>
    public ReferenceRun Decode(ReferenceEncoding encoding, ReadOnlySpan<int> targetInputs)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Decoder.Forward(targetInputs, encoding.State, DropoutSeed.OfDecoder(encoding.DropoutSeed));
    }

    /// <summary>Back-propagation through decoder, bridge and encoder.</summary>
    /// <param name="encoding">What the decoder began with.</param>
    /// <param name="decoding">A run of the decoder from the encoding's state.</param>
    /// <param name="outputGradients">∂L/∂outputs, of the outputs' shape.</param>
    /// <exception cref="ArgumentException">A run is another network's, or a length is wrong.</exception>
    public ReferencePairGradients Backward(ReferenceEncoding encoding, ReferenceRun decoding, ReadOnlySpan<double> outputGradients)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ReferenceGradients decoder = Decoder.Backward(decoding, outputGradients);
        // s_decoder = φ(W·s_encoder + b), or s_encoder itself; so ds_encoder follows from ds_decoder.
        ReferenceGradients? bridge = _bridge?.Backward(encoding.Bridge!, Concatenate(decoder.State));
        double[] finalState = bridge?.Inputs ?? Concatenate(decoder.State);
        ReferenceGradients encoder = Encoder.Backward(encoding.Encoder, new double[encoding.Encoder.Outputs.Length], Split(finalState, Encoder));
        return new ReferencePairGradients(Named(encoder.Parameters, bridge?.Parameters, decoder.Parameters), encoder.Inputs, decoder.Inputs);
    }

    private ReferenceEncoding Bridged(ReferenceRun encoder, ulong? dropoutSeed)
    {
        double[] state = Concatenate(encoder.FinalState);
        ReferenceRun? bridge = _bridge?.Forward(state);
        return new ReferenceEncoding(encoder, bridge, Split(bridge?.Outputs ?? state, Decoder), dropoutSeed);
    }

    private static IEnumerable<(string, double[])> Named(ReferenceTensors encoder, ReferenceTensors? bridge, ReferenceTensors decoder)
    {
        IEnumerable<(string, double[])> Of(string part, ReferenceTensors? tensors) =>
            tensors is null ? [] : tensors.Tensors.Select(tensor => (TensorName.Join(part, tensor.Name), tensors[tensor.Name]));
        return [.. Of(Seq2SeqSpec.EncoderName, encoder), .. Of(Seq2SeqSpec.BridgeName, bridge), .. Of(Seq2SeqSpec.DecoderName, decoder)];
    }

    private static TensorInfo[] Slots(ReferenceNetwork network) => [.. network.NewState().Tensors];

    private static double[] Concatenate(ReferenceTensors state) => [.. state.Tensors.SelectMany(slot => state[slot.Name])];

    private static ReferenceTensors Split(ReadOnlySpan<double> vector, ReferenceNetwork network)
    {
        ReferenceTensors state = network.NewState();
        foreach (TensorInfo slot in state.Tensors)
        {
            vector[..slot.Count].CopyTo(state[slot.Name]);
            vector = vector[slot.Count..];
        }
        return state;
    }
}

/// <summary>A source that was read, with what a backward pass needs of it.</summary>
public sealed class ReferenceEncoding
{
    internal ReferenceEncoding(ReferenceRun encoder, ReferenceRun? bridge, ReferenceTensors state, ulong? dropoutSeed) =>
        (Encoder, Bridge, State, DropoutSeed) = (encoder, bridge, state, dropoutSeed);

    /// <summary>The decoder's initial state.</summary>
    public ReferenceTensors State { get; }

    internal ReferenceRun Encoder { get; }

    internal ReferenceRun? Bridge { get; }

    internal ulong? DropoutSeed { get; }
}

/// <summary>What a pair's backward pass gives.</summary>
public sealed class ReferencePairGradients
{
    private readonly Dictionary<string, double[]> _parameters;

    internal ReferencePairGradients(IEnumerable<(string Name, double[] Values)> parameters, double[] source, double[] targetInputs) =>
        (_parameters, Source, TargetInputs) = (parameters.ToDictionary(tensor => tensor.Name, tensor => tensor.Values), source, targetInputs);

    /// <summary>∂L/∂parameters of the tensor <c>encoder.…</c>, <c>bridge.…</c> or <c>decoder.…</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public double[] this[string tensor] => _parameters[tensor];

    /// <summary>∂L/∂source; empty where the encoder reads tokens.</summary>
    public double[] Source { get; }

    /// <summary>∂L/∂(the decoder's inputs); empty where it reads tokens.</summary>
    public double[] TargetInputs { get; }
}

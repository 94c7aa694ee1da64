using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>The runs of <see cref="RnnVerifier"/> on one pair.</summary>
internal sealed class PairVerification<TModel, TSource, TTarget>
    where TModel : class, ISeq2SeqModel<TModel, TSource, TTarget>
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model = TModel.New();
    private readonly ReferencePair _reference = new(TModel.Spec);
    private readonly StateLayout _state = new(new Topology(TModel.Spec.Decoder));
    private readonly VerificationErrors _errors = new();
    private readonly VerificationBounds _bounds = new(TModel.Spec);

    // Summed over all runs, because Backward adds.
    private readonly ParameterBuffer _gradients = new(TModel.Spec);
    private readonly Dictionary<string, double[]> _expectedGradients;
    private SplitMix64 _random;

    public PairVerification(int seed)
    {
        ParameterInitializer.Fill(_model.Parameters, seed);
        _reference.Load(_model.Parameters);
        _expectedGradients = _reference.Parameters.ToDictionary(tensor => tensor.Name, tensor => new double[tensor.Values.Length]);
        _random = new SplitMix64(seed, stream: -1);
    }

    public VerificationReport Run()
    {
        // One tape for all lengths, the longest not last, so that what a longer run left in it must do no harm.
        Seq2SeqTape tape = TModel.CreateTape(maxSourceSteps: 13, maxTargetSteps: 9);
        Compare(5, 7, tape, wantInputGradients: true);
        Compare(13, 9, tape, wantInputGradients: true);
        Compare(1, 1, tape, wantInputGradients: true);
        Compare(2, 3, tape, wantInputGradients: false);
        if (TModel.Spec.Parts.Any(part => part.Model.HasDropout)) Compare(5, 6, tape, wantInputGradients: true, dropoutSeed: _random.Next());
        ComparePadding();
        return new VerificationReport(TModel.Spec, _errors.Entries);
    }

    private void Compare(int sourceSteps, int targetSteps, Seq2SeqTape tape, bool wantInputGradients, ulong? dropoutSeed = null)
    {
        TSource[] source = MakeInputs<TSource>(TModel.Spec.Encoder, sourceSteps);
        TTarget[] targetInputs = MakeInputs<TTarget>(TModel.Spec.Decoder, targetSteps);
        ReferenceEncoding encoding = source is int[] tokens ? _reference.Encode(tokens, dropoutSeed) : _reference.Encode(ToDouble((float[])(object)source), dropoutSeed);
        ReferenceRun decoding = targetInputs is int[] targetTokens
            ? _reference.Decode(encoding, targetTokens)
            : _reference.Decode(encoding, ToDouble((float[])(object)targetInputs));
        float[] outputGradients = MakeVector(decoding.Outputs.Length);
        string run = FormattableString.Invariant($"{sourceSteps} → {targetSteps} steps{(dropoutSeed is null ? "" : " with dropout")}");
        float[] outputs = new float[decoding.Outputs.Length];
        // Only training drops anything.
        if (dropoutSeed is null) CompareWithoutTape(source, targetInputs, targetSteps, encoding, decoding, run);
        tape.DropoutSeed = dropoutSeed;
        _model.Forward(source, targetInputs, outputs, tape);
        CompareOutputs(decoding, outputs, run);

        float[] sourceGradients = Wanted(source, wantInputGradients), targetInputGradients = Wanted(targetInputs, wantInputGradients);
        _model.Backward(source, targetInputs, tape, outputGradients, _gradients, sourceGradients, targetInputGradients);
        CompareGradients(_reference.Backward(encoding, decoding, ToDouble(outputGradients)), sourceGradients, targetInputGradients, run);
    }

    private void CompareWithoutTape(TSource[] source, TTarget[] targetInputs, int targetSteps, ReferenceEncoding encoding, ReferenceRun decoding, string run)
    {
        // Whatever is in it must not matter.
        float[] state = MakeVector(_state.Length), outputs = new float[decoding.Outputs.Length];
        _model.Encode(source, state);
        CompareState(encoding, state, run);
        int outputSize = outputs.Length / targetSteps, perStep = targetInputs.Length / targetSteps;
        for (int t = 0; t < targetSteps; t++)
        {
            _model.Step(targetInputs.AsSpan(t * perStep, perStep), state, outputs.AsSpan(t * outputSize, outputSize));
        }
        CompareOutputs(decoding, outputs, run + ", step by step");
        _model.Forward(source, targetInputs, outputs);
        CompareOutputs(decoding, outputs, run + " without tape");
    }

    private void CompareOutputs(ReferenceRun decoding, float[] outputs, string run) =>
        _errors.Compare("outputs", decoding.Outputs, outputs, _bounds.ForValues(decoding.Outputs), run);

    private void CompareState(ReferenceEncoding encoding, float[] state, string run)
    {
        foreach (StateSlot slot in _state.Slots)
        {
            double[] expected = encoding.State[slot.Name];
            _errors.Compare(slot.Name, expected, state.AsSpan(slot.Offset, slot.Length), _bounds.ForValues(expected), run);
        }
    }

    private void CompareGradients(ReferencePairGradients expected, float[] sourceGradients, float[] targetInputGradients, string run)
    {
        double largest = Math.Max(VerificationBounds.Largest(expected.Source), VerificationBounds.Largest(expected.TargetInputs));
        foreach ((string name, double[] sum) in _expectedGradients)
        {
            double[] term = expected[name];
            for (int i = 0; i < sum.Length; i++) sum[i] += term[i];
            largest = Math.Max(largest, VerificationBounds.Largest(sum));
        }
        foreach (TensorInfo tensor in _gradients.Tensors)
        {
            var found = new float[tensor.Count];
            _gradients.Read(tensor.Name, found);
            _errors.Compare("∂" + tensor.Name, _expectedGradients[tensor.Name], found, _bounds.ForGradients(largest, _expectedGradients[tensor.Name]), run);
        }
        if (sourceGradients.Length > 0) _errors.Compare("∂source", expected.Source, sourceGradients, _bounds.ForGradients(largest, expected.Source), run);
        if (targetInputGradients.Length > 0) _errors.Compare("∂targetInputs", expected.TargetInputs, targetInputGradients, _bounds.ForGradients(largest, expected.TargetInputs), run);
    }

    /// <summary>Optimizers and norms run over the whole buffer, so the gradients' padding must have stayed zero.</summary>
    private void ComparePadding()
    {
        foreach (TensorInfo tensor in _gradients.Tensors) _gradients.Write(tensor.Name, new float[tensor.Count]);
        _errors.Compare("padding of the gradients", new double[_gradients.Length], _gradients.Span, 0, "all runs");
    }

    private T[] MakeInputs<T>(ModelSpec model, int steps)
        where T : unmanaged
    {
        var topology = new Topology(model);
        if (!model.ReadsTokens) return MemoryMarshal.Cast<float, T>(MakeVector(steps * topology.InputsPerStep)).ToArray();
        int[] vocabularies = [.. model.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)];
        var tokens = new int[steps * vocabularies.Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = (int)(_random.NextUniform() * vocabularies[i % vocabularies.Length]);
        return MemoryMarshal.Cast<int, T>(tokens).ToArray();
    }

    private float[] MakeVector(int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)_random.NextUniform(bound: 1);
        return values;
    }

    private static float[] Wanted<T>(T[] inputs, bool wanted) => wanted && inputs is float[] ? new float[inputs.Length] : [];

    private static double[] ToDouble(float[] values) => Array.ConvertAll(values, value => (double)value);
}

namespace RnnGen;

/// <summary>
/// Runs the sequences of packed rows one after another: what <see cref="IRnnModel{TSelf, TInput}.ForwardMany"/> does in a model that
/// does not run them together. Generated models do.
/// </summary>
internal sealed class OneByOne<TModel, TInput> : RnnTape
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private readonly RnnTape[] _tapes;
    private readonly PackedRows _packed;

    // Of one sequence, its steps one after another.
    private readonly TInput[] _inputs;
    private readonly float[] _outputs, _inputGradients;

    public OneByOne(int maxSteps, int maxSequences) : base(maxSteps, maxSequences)
    {
        _tapes = [.. Enumerable.Range(0, maxSequences).Select(_ => TModel.CreateTape(maxSteps))];
        _packed = new PackedRows(maxSteps, maxSequences);
        _inputs = new TInput[maxSteps * TModel.InputsPerStep];
        _outputs = new float[(TModel.Spec.HasOutputPerStep ? maxSteps : 1) * TModel.OutputSize];
        _inputGradients = new float[_inputs.Length];
    }

    public void Forward(TModel model, ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> lengths, ReadOnlySpan<ulong> dropoutSeeds, Span<float> states, Span<float> outputs)
    {
        int rows = Check.Rows(lengths, this);
        Check.EveryStep(inputs.Length, rows, TModel.InputsPerStep, nameof(inputs));
        Check.Seeds(dropoutSeeds.Length, lengths.Length, nameof(dropoutSeeds));
        Check.EverySequence(states.Length, lengths.Length, TModel.StateSize, nameof(states));
        CheckOutputs(outputs.Length, rows, lengths.Length, nameof(outputs));
        _packed.Set(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            (_tapes[b].DropoutSeed, _tapes[b].FirstStep) = (dropoutSeeds.IsEmpty ? null : dropoutSeeds[b], FirstStep);
            Span<float> own = _outputs.AsSpan(0, OutputsOf(b));
            model.Forward(InputsOf(inputs, b), StateOf(states, b), own, _tapes[b]);
            if (TModel.Spec.HasOutputPerStep) Unpack<float>(own, b, outputs, TModel.OutputSize);
            else own.CopyTo(outputs[(b * TModel.OutputSize)..]);
        }
        MarkRecorded(model.Parameters, rows, lengths.Length);
    }

    public void Backward(TModel model, ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> outputGradients, ParameterBuffer gradients,
        Span<float> inputGradients, Span<float> stateGradients)
    {
        int rows = Check.Steps(inputs.Length, TModel.InputsPerStep, nameof(inputs)), size = TModel.OutputSize;
        RequireRecorded(model.Parameters, rows, Sequences);
        CheckOutputs(outputGradients.Length, rows, _packed.Sequences, nameof(outputGradients));
        Check.EverySequence(stateGradients.Length, _packed.Sequences, TModel.StateSize, nameof(stateGradients));
        if (!inputGradients.IsEmpty) Check.Length(inputGradients.Length, inputs.Length, nameof(inputGradients));
        for (int b = 0; b < _packed.Sequences; b++)
        {
            Span<float> own = _outputs.AsSpan(0, OutputsOf(b));
            if (TModel.Spec.HasOutputPerStep) Pack(outputGradients, b, own, size);
            else outputGradients.Slice(b * size, size).CopyTo(own);
            ReadOnlySpan<TInput> x = InputsOf(inputs, b);
            Span<float> dx = inputGradients.IsEmpty ? [] : _inputGradients.AsSpan(0, x.Length);
            model.Backward(x, _tapes[b], own, gradients, dx, StateOf(stateGradients, b));
            if (!dx.IsEmpty) Unpack<float>(dx, b, inputGradients, TModel.InputsPerStep);
        }
    }

    private static void CheckOutputs(int found, int rows, int sequences, string argument)
    {
        if (TModel.Spec.HasOutputPerStep) Check.EveryStep(found, rows, TModel.OutputSize, argument);
        else Check.EverySequence(found, sequences, TModel.OutputSize, argument);
    }

    private static Span<float> StateOf(Span<float> states, int sequence) => states.Slice(sequence * TModel.StateSize, TModel.StateSize);

    private int OutputsOf(int sequence) => (TModel.Spec.HasOutputPerStep ? _packed.LengthOf(sequence) : 1) * TModel.OutputSize;

    private ReadOnlySpan<TInput> InputsOf(ReadOnlySpan<TInput> inputs, int sequence)
    {
        Span<TInput> own = _inputs.AsSpan(0, _packed.LengthOf(sequence) * TModel.InputsPerStep);
        Pack(inputs, sequence, own, TModel.InputsPerStep);
        return own;
    }

    /// <summary>A sequence's rows, of <paramref name="size"/> values each.</summary>
    private void Pack<T>(ReadOnlySpan<T> rows, int sequence, Span<T> own, int size)
    {
        for (int t = 0; t < _packed.LengthOf(sequence); t++) rows.Slice((_packed.FirstOf(t) + sequence) * size, size).CopyTo(own[(t * size)..]);
    }

    private void Unpack<T>(ReadOnlySpan<T> own, int sequence, Span<T> rows, int size)
    {
        for (int t = 0; t < _packed.LengthOf(sequence); t++) own.Slice(t * size, size).CopyTo(rows[((_packed.FirstOf(t) + sequence) * size)..]);
    }
}

using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>One step of a streaming model.</summary>
internal delegate void StepFunction<TModel, TInput>(TModel model, ReadOnlySpan<TInput> input, Span<float> state, Span<float> output);

/// <summary>One step of some streams of a streaming model.</summary>
internal delegate void StepManyFunction<TModel, TInput>(TModel model, ReadOnlySpan<TInput> inputs, RnnStreams streams, int first, int count, Span<float> outputs);

/// <summary>The runs of <see cref="RnnVerifier"/> on one model.</summary>
internal sealed class VerificationSession<TModel, TInput>
    where TModel : class, IRnnModel<TModel, TInput>
    where TInput : unmanaged
{
    private const int MostSteps = 19;

    // Room for so many makes a backward pass go in chunks of two steps.
    private const int MostSequences = 64;

    private readonly TModel _model = TModel.New();
    private readonly ReferenceNetwork _reference = new(TModel.Spec);

    // What runs without tape is compared with: where the model has smaller weights, those.
    private readonly ReferenceNetwork _untaped;
    private readonly IReadOnlyList<StateSlot> _slots = new StateLayout(new Topology(TModel.Spec)).Slots;
    private readonly VerificationErrors _errors = new();
    private readonly VerificationBounds _bounds = new(TModel.Spec);

    // Summed over all runs, because Backward adds.
    private readonly ParameterBuffer _gradients = new(TModel.Spec);
    private readonly ReferenceTensors _expectedGradients;
    private SplitMix64 _random;

    public VerificationSession(int seed, float parameterScale = 1)
    {
        ParameterInitializer.Fill(_model.Parameters, seed);
        MoveConstants(seed);
        foreach (ref float parameter in _model.Parameters.Span) parameter *= parameterScale;
        _reference.Load(_model.Parameters);
        _untaped = _reference;
        if (_model is IQuantizedModel quantized)
        {
            quantized.Quantize();
            _untaped = new ReferenceNetwork(TModel.Spec);
            _untaped.Load(quantized.Dequantize());
        }
        _expectedGradients = new ReferenceTensors(_reference.Parameters.Tensors);
        _random = new SplitMix64(seed, stream: -1);   // no tensor has this one
    }

    // Where all elements are 1 or 0 at first, a factor or a term that is missing would not show. Below 1, because LN(U·h) of a
    // small h is not small: with γ = 1 errors may grow from step to step, whatever computes them.
    private void MoveConstants(int seed)
    {
        var random = new SplitMix64(seed, stream: -2);
        foreach (TensorPlace tensor in new ParameterLayout(new Topology(TModel.Spec)).Tensors.Where(tensor => tensor.InitialValue is not null))
        {
            var values = new float[tensor.Count];
            for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextUniform(bound: 0.5);
            _model.Parameters.Write(tensor.Name, values);
        }
    }

    public VerificationReport Report() => new(TModel.Spec, _errors.Entries);

    public void Run(VerificationBatch? batch)
    {
        if (batch is null) RunUsual();
        else RunBatch(batch);
        ComparePadding();
    }

    /// <summary>Row after row with a tape, each from a state of its own; the gradients add up.</summary>
    private void RunBatch(VerificationBatch batch)
    {
        RnnTape tape = TModel.CreateTape(batch.Steps);
        for (int row = 0; row < batch.Rows; row++)
        {
            RunWhole(batch.Steps, tape, wantInputGradients: row % 2 == 0);
            if (TModel.Spec.HasDropout) RunDropped(batch.Steps, tape, wantInputGradients: row % 2 == 0);
        }
        RnnTape many = TModel.CreateTape(maxSteps: 3, MostSequences);
        RunTogether(many, drops: false, 3, 2, 2, 1);
        if (TModel.Spec.HasDropout) RunTogether(many, drops: true, 3, 1);
        if (batch.Steps > 1 && TModel.Spec.RunsForward && TModel.Spec.HasOutputPerStep) RunInPieces(batch.Steps / 2, batch.Steps - batch.Steps / 2);
    }

    private void RunUsual()
    {
        // One tape for all lengths, the longest not last, so that what a longer run left in it must do no harm.
        RnnTape tape = TModel.CreateTape(MostSteps);
        RunWhole(7, tape, wantInputGradients: true);
        RunWhole(MostSteps, tape, wantInputGradients: true);
        RunWhole(1, tape, wantInputGradients: true);
        RunWhole(2, tape, wantInputGradients: false);
        if (TModel.Spec.RunsForward && TModel.Spec.HasOutputPerStep) RunInPieces(7, 1, 11);
        if (TModel.Spec.HasDropout)
        {
            RunDropped(7, tape, wantInputGradients: true);
            RunDropped(MostSteps, tape, wantInputGradients: true);
            RunDropped(2, tape, wantInputGradients: false);
        }
        RnnTape many = TModel.CreateTape(MostSteps, MostSequences);
        RunTogether(many, drops: false, 7, 7, 4, 3, 3, 1);
        RunTogether(many, drops: false, 2, 2, 2, 2, 2);
        RunTogether(many, drops: false, 5);
        RunTogether(many, drops: false, Lengths(16, longest: 5));
        RunTogether(many, drops: false, Lengths(33, longest: 3));
        if (TModel.Spec.HasDropout) RunTogether(many, drops: true, 4, 4, 4, 2, 1);
    }

    /// <summary>Step by step, from a random state.</summary>
    public void RunSteps(StepFunction<TModel, TInput> step)
    {
        Sample sample = MakeSample(7);
        float[] state = (float[])sample.State.Clone(), outputs = new float[sample.Expected.Outputs.Length];
        for (int t = 0; t < sample.Steps; t++)
        {
            Span<float> output = TModel.Spec.HasOutputPerStep ? outputs.AsSpan(t * TModel.OutputSize, TModel.OutputSize) : outputs;
            step(_model, sample.Inputs.AsSpan(t * TModel.InputsPerStep, TModel.InputsPerStep), state, output);
        }
        CompareForward(sample.Untaped, outputs, state, $"{sample.Steps} calls of Step");
    }

    /// <summary>Many streams at once: one, a group of rows and a rest, and seventeen, of which sixteen go together in the first step and not in the second.</summary>
    public void RunStreams(Func<int, RnnStreams> create, StepManyFunction<TModel, TInput> step)
    {
        RunStreams(create(1), step, 1, 1);
        RunStreams(create(5), step, 5, 5);
        RunStreams(create(17), step, 16, 7);
    }

    /// <summary>A step of every stream for each of <paramref name="splits"/>, from states of their own; first of so many streams, then of the others.</summary>
    private void RunStreams(RnnStreams streams, StepManyFunction<TModel, TInput> step, params int[] splits)
    {
        int steps = splits.Length, ins = TModel.InputsPerStep, outs = TModel.OutputSize, count = streams.Count;
        Sample[] samples = Enumerable.Range(0, count).Select(_ => MakeSample(steps)).ToArray();
        float[][] outputs = samples.Select(sample => new float[sample.Expected.Outputs.Length]).ToArray();
        for (int n = 0; n < count; n++) streams.LoadState(n, samples[n].State);
        var x = new TInput[count * ins];
        var y = new float[count * outs];
        for (int t = 0; t < steps; t++)
        {
            for (int n = 0; n < count; n++) samples[n].Inputs.AsSpan(t * ins, ins).CopyTo(x.AsSpan(n * ins));
            int split = splits[t];
            step(_model, x.AsSpan(0, split * ins), streams, 0, split, y.AsSpan(0, split * outs));
            step(_model, x.AsSpan(split * ins), streams, split, count - split, y.AsSpan(split * outs));
            for (int n = 0; n < count; n++) y.AsSpan(n * outs, outs).CopyTo(outputs[n].AsSpan(TModel.Spec.HasOutputPerStep ? t * outs : 0));
        }
        var state = new float[TModel.StateSize];
        for (int n = 0; n < count; n++)
        {
            streams.SaveState(n, state);
            CompareForward(samples[n].Untaped, outputs[n], state, $"stream {n} of {count}");
        }
    }

    /// <summary>From <paramref name="longest"/> steps down to one: several chunks, in which sequences end.</summary>
    private static int[] Lengths(int sequences, int longest) => [.. Enumerable.Range(0, sequences).Select(b => longest - longest * b / sequences)];

    /// <summary>Several sequences together, in packed rows, the longest first.</summary>
    private void RunTogether(RnnTape tape, bool drops, params int[] lengths)
    {
        int ins = TModel.InputsPerStep, outs = TModel.OutputSize, states = TModel.StateSize, count = lengths.Length;
        ulong[] seeds = drops ? [.. lengths.Select(_ => _random.Next())] : [];
        Sample[] samples = [.. lengths.Select((steps, b) => MakeSample(steps, drops ? seeds[b] : null))];
        string run = $"{count} sequences of {lengths[0]} to {lengths[^1]} steps{(drops ? " with dropout" : "")}";
        int rows = lengths.Sum();
        var inputs = new TInput[rows * ins];
        ForEachRow((n, b, t) => samples[b].Inputs.AsSpan(t * ins, ins).CopyTo(inputs.AsSpan(n * ins)));
        float[] state = [.. samples.SelectMany(sample => sample.State)], stateGradients = [.. samples.SelectMany(sample => sample.StateGradient)];
        bool perStep = TModel.Spec.HasOutputPerStep;
        float[] outputs = new float[(perStep ? rows : count) * outs], outputGradients = new float[outputs.Length];
        _model.ForwardMany(inputs, lengths, seeds, state, outputs, tape);
        var found = samples.Select(sample => new float[sample.Expected.Outputs.Length]).ToArray();
        ForEachOutput((n, b, t) =>
        {
            outputs.AsSpan(n * outs, outs).CopyTo(found[b].AsSpan(t * outs));
            samples[b].OutputGradients.AsSpan(t * outs, outs).CopyTo(outputGradients.AsSpan(n * outs));
        });
        for (int b = 0; b < count; b++) CompareForward(samples[b].Expected, found[b], state.AsSpan(b * states, states).ToArray(), run);

        float[] inputGradients = MakeInputGradients(inputs.Length);
        _model.BackwardMany(inputs, tape, outputGradients, _gradients, inputGradients, stateGradients);
        var ownGradients = samples.Select(sample => MakeInputGradients(sample.Inputs.Length)).ToArray();
        if (inputGradients.Length > 0) ForEachRow((n, b, t) => inputGradients.AsSpan(n * ins, ins).CopyTo(ownGradients[b].AsSpan(t * ins)));
        // The parameters' gradient is that of all sequences: compared once their own parts are added up.
        for (int b = 0; b < count; b++) CompareBackward(samples[b], ownGradients[b], stateGradients.AsSpan(b * states, states).ToArray(), run, isLast: b == count - 1);

        void ForEachRow(Action<int, int, int> row)
        {
            for (int t = 0, n = 0; t < lengths[0]; t++)
            {
                for (int b = 0; b < count && lengths[b] > t; b++, n++) row(n, b, t);
            }
        }

        void ForEachOutput(Action<int, int, int> output)
        {
            if (perStep) ForEachRow(output);
            else for (int b = 0; b < count; b++) output(b, b, 0);
        }
    }

    private void RunWhole(int steps, RnnTape tape, bool wantInputGradients)
    {
        Sample sample = MakeSample(steps);
        float[] state = (float[])sample.State.Clone(), outputs = new float[sample.Expected.Outputs.Length];
        _model.Forward(sample.Inputs, state, outputs);
        CompareForward(sample.Untaped, outputs, state, $"{steps} steps without tape");

        state = (float[])sample.State.Clone();
        Array.Clear(outputs);
        _model.Forward(sample.Inputs, state, outputs, tape);
        CompareForward(sample.Expected, outputs, state, $"{steps} steps");

        RunBackward(sample, tape, wantInputGradients, $"{steps} steps");
    }

    /// <summary>With tape and seed.</summary>
    private void RunDropped(int steps, RnnTape tape, bool wantInputGradients)
    {
        ulong seed = _random.Next();
        Sample sample = MakeSample(steps, seed);
        float[] state = (float[])sample.State.Clone(), outputs = new float[sample.Expected.Outputs.Length];
        string run = $"{steps} steps with dropout";
        tape.DropoutSeed = seed;
        _model.Forward(sample.Inputs, state, outputs, tape);
        CompareForward(sample.Expected, outputs, state, run);
        // The recorded pass keeps its masks, whatever the next one is to have.
        tape.DropoutSeed = null;
        RunBackward(sample, tape, wantInputGradients, run);
    }

    private void RunBackward(Sample sample, RnnTape tape, bool wantInputGradients, string run)
    {
        float[] inputGradients = MakeInputGradients(wantInputGradients ? sample.Inputs.Length : 0);
        float[] stateGradient = (float[])sample.StateGradient.Clone();
        _model.Backward(sample.Inputs, tape, sample.OutputGradients, _gradients, inputGradients, stateGradient);
        CompareBackward(sample, inputGradients, stateGradient, run);
    }

    /// <summary>Forward piece after piece, each with its tape and the state of the one before; backward in the other order.</summary>
    private void RunInPieces(params int[] pieces)
    {
        Sample sample = MakeSample(pieces.Sum());
        int ins = TModel.InputsPerStep, outs = TModel.OutputSize;
        RnnTape[] tapes = pieces.Select(steps => TModel.CreateTape(steps)).ToArray();
        int[] begins = pieces.Select((_, p) => pieces[..p].Sum()).ToArray();
        float[] outputs = new float[sample.Expected.Outputs.Length], state = (float[])sample.State.Clone();
        for (int p = 0; p < pieces.Length; p++)
        {
            _model.Forward(sample.Inputs.AsSpan(begins[p] * ins, pieces[p] * ins), state,
                outputs.AsSpan(begins[p] * outs, pieces[p] * outs), tapes[p]);
        }
        CompareForward(sample.Expected, outputs, state, $"{sample.Steps} steps in pieces");

        float[] inputGradients = MakeInputGradients(sample.Inputs.Length), stateGradient = (float[])sample.StateGradient.Clone();
        for (int p = pieces.Length - 1; p >= 0; p--)
        {
            _model.Backward(sample.Inputs.AsSpan(begins[p] * ins, pieces[p] * ins), tapes[p],
                sample.OutputGradients.AsSpan(begins[p] * outs, pieces[p] * outs), _gradients,
                inputGradients.Length == 0 ? [] : inputGradients.AsSpan(begins[p] * ins, pieces[p] * ins), stateGradient);
        }
        CompareBackward(sample, inputGradients, stateGradient, $"{sample.Steps} steps in pieces");
    }

    private void CompareForward(ReferenceRun expected, float[] outputs, float[] state, string run)
    {
        _errors.Compare("outputs", expected.Outputs, outputs, _bounds.ForValues(expected.Outputs), run);
        foreach (StateSlot slot in _slots)
        {
            double[] final = expected.FinalState[slot.Name];
            _errors.Compare(slot.Name, final, state.AsSpan(slot.Offset, slot.Length), _bounds.ForValues(final), run);
        }
    }

    private void CompareBackward(Sample sample, float[] inputGradients, float[] stateGradient, string run, bool isLast = true)
    {
        ReferenceGradients expected = _reference.Backward(sample.Expected, ToDouble(sample.OutputGradients), ToReference(sample.StateGradient));
        foreach (TensorInfo tensor in _gradients.Tensors)
        {
            double[] sum = _expectedGradients[tensor.Name], term = expected.Parameters[tensor.Name];
            for (int i = 0; i < sum.Length; i++) sum[i] += term[i];
        }
        double largest = new[] { Largest(_expectedGradients), Largest(expected.State), VerificationBounds.Largest(expected.Inputs) }.Max();
        foreach (TensorInfo tensor in _gradients.Tensors)
        {
            if (!isLast) break;
            var found = new float[tensor.Count];
            _gradients.Read(tensor.Name, found);
            _errors.Compare("∂" + tensor.Name, _expectedGradients[tensor.Name], found, _bounds.ForGradients(largest, _expectedGradients[tensor.Name]), run);
        }
        foreach (StateSlot slot in _slots)
        {
            _errors.Compare("∂" + slot.Name, expected.State[slot.Name], stateGradient.AsSpan(slot.Offset, slot.Length), _bounds.ForGradients(largest, expected.State[slot.Name]), run);
        }
        if (inputGradients.Length > 0) _errors.Compare("∂inputs", expected.Inputs, inputGradients, _bounds.ForGradients(largest, expected.Inputs), run);
    }

    /// <summary>Optimizers and norms run over the whole buffer, so the gradients' padding must have stayed zero.</summary>
    private void ComparePadding()
    {
        foreach (TensorInfo tensor in _gradients.Tensors) _gradients.Write(tensor.Name, new float[tensor.Count]);
        _errors.Compare("padding of the gradients", new double[_gradients.Length], _gradients.Span, 0, "all runs");
    }

    private Sample MakeSample(int steps, ulong? dropoutSeed = null)
    {
        TInput[] inputs = MakeInputs(steps);
        float[] state = MakeState();
        ReferenceTensors initial = ToReference(state);
        ReferenceRun expected = RunOf(_reference);
        return new Sample(steps, inputs, state, expected, _untaped == _reference ? expected : RunOf(_untaped), MakeVector(expected.Outputs.Length), MakeState());

        ReferenceRun RunOf(ReferenceNetwork network) => inputs is int[] tokens
            ? network.Forward(tokens, initial, dropoutSeed)
            : network.Forward(ToDouble((float[])(object)inputs), initial, dropoutSeed);
    }

    private TInput[] MakeInputs(int steps)
    {
        if (!TModel.Spec.ReadsTokens) return MemoryMarshal.Cast<float, TInput>(MakeVector(steps * TModel.InputsPerStep)).ToArray();
        int[] vocabularies = TModel.Spec.Sources.Select(source => ((TokenSpec)source).Vocabulary).ToArray();
        var tokens = new int[steps * vocabularies.Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = (int)(_random.NextUniform() * vocabularies[i % vocabularies.Length]);
        return MemoryMarshal.Cast<int, TInput>(tokens).ToArray();
    }

    private float[] MakeVector(int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)_random.NextUniform(bound: 1);
        return values;
    }

    // Random in the slots, zero in the padding between them.
    private float[] MakeState()
    {
        var state = new float[TModel.StateSize];
        foreach (StateSlot slot in _slots) MakeVector(slot.Length).CopyTo(state, slot.Offset);
        return state;
    }

    private static float[] MakeInputGradients(int values) => TModel.Spec.ReadsTokens ? [] : new float[values];

    private ReferenceTensors ToReference(float[] state)
    {
        ReferenceTensors tensors = _reference.NewState();
        foreach (StateSlot slot in _slots) ToDouble(state.AsSpan(slot.Offset, slot.Length)).CopyTo(tensors[slot.Name], 0);
        return tensors;
    }

    private static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = values[i];
        return result;
    }

    private static double Largest(ReferenceTensors tensors) =>
        tensors.Tensors.Select(tensor => VerificationBounds.Largest(tensors[tensor.Name])).DefaultIfEmpty().Max();

    /// <summary>What one sequence begins with, and the reference's answer: with the parameters, and with what runs without tape read.</summary>
    private sealed record Sample(int Steps, TInput[] Inputs, float[] State, ReferenceRun Expected, ReferenceRun Untaped, float[] OutputGradients, float[] StateGradient);
}

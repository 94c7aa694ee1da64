using RnnGen.Tests.Models;

namespace RnnGen.Tests.Decoding;

/// <summary>A vector starts a sequence: against the reference engine in double, whose gradients are central differences.</summary>
public class OneToManyTests
{
    private const int Steps = 6;

    [Fact] public void ZerosAgreeWithTheReference() => Agrees<Unfolder>(Continuation.Zeros);

    [Fact] public void ZerosAgreeWithTheReferenceOfALstm() => Agrees<Oscillator>(Continuation.Zeros);

    [Fact] public void FeedbackAgreesWithTheReference() => Agrees<Oscillator>(Continuation.Feedback);

    [Fact]
    public void FeedbackIsWhatTheModelSaid()
    {
        Oscillator model = Oscillator.Create(1);
        var unfold = new OneToMany<Oscillator>(model, Continuation.Feedback, Steps);
        Oscillator.State state = default, byHand = default;
        float[] x = [0.3f, -0.2f, 0.9f], outputs = new float[Steps * 3], y = new float[3];
        unfold.Forward(x, ref state, outputs);
        for (int t = 0; t < Steps; t++)
        {
            model.Step(x, ref byHand, y);
            Assert.Equal(y, outputs[(3 * t)..(3 * t + 3)]);
            x = (float[])y.Clone();
        }
        float[] c = new float[5], expected = new float[5];
        state.Read("lstm.c_l0", c);
        byHand.Read("lstm.c_l0", expected);
        Assert.Equal(expected, c);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        Oscillator model = Oscillator.Create(1);
        var gradients = new ParameterBuffer(Oscillator.Spec);
        float[] x = [1, 0, 0], outputs = new float[Steps * 3];
        foreach (Continuation continuation in Enum.GetValues<Continuation>())
        {
            var unfold = new OneToMany<Oscillator>(model, continuation, Steps);
            Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

            void Run()
            {
                Oscillator.State state = default, stateGradient = default;
                unfold.Forward(x, ref state, outputs);
                unfold.Backward(outputs, gradients, x, ref stateGradient);
            }
        }
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Contains("found 2 inputs and 4 outputs", Assert.Throws<ArgumentException>(() => new OneToMany<Unfolder>(new(), Continuation.Feedback, 3)).Message);
        Assert.Contains("OutputMode.LastStep", Assert.Throws<ArgumentException>(() => new OneToMany<LastOfLstm>(new(), Continuation.Zeros, 3)).Message);
        var unfold = new OneToMany<Oscillator>(new(), Continuation.Feedback, 3);
        Oscillator.State state = default;
        Assert.Contains("'outputs' must have 1 to 3 steps; it has 4.", Assert.Throws<ArgumentException>(() => unfold.Forward(new float[3], ref state, new float[12])).Message);
        Assert.Contains("'start' must have 3 values; it has 2.", Assert.Throws<ArgumentException>(() => unfold.Forward(new float[2], ref state, new float[9])).Message);
        Assert.Throws<InvalidOperationException>(() => unfold.Backward(new float[3], new ParameterBuffer(Oscillator.Spec), new float[3], ref state));
    }

    private static void Agrees<TModel>(Continuation continuation)
        where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 1);
        var reference = new ReferenceNetwork(TModel.Spec);
        reference.Load(model.Parameters);
        var random = new Random(1);
        double[] start = Draw(TModel.InputSize), upstream = Draw(Steps * TModel.OutputSize);
        ReferenceTensors state = Random(reference), stateUpstream = Random(reference);
        StateSlot[] slots = [.. new StateLayout(new Topology(TModel.Spec)).Slots];

        float[] outputs = new float[upstream.Length], floatState = Floats(state), stateGradient = Floats(stateUpstream), startGradient = new float[start.Length];
        var gradients = new ParameterBuffer(TModel.Spec);
        var unfold = new OneToMany<TModel>(model, continuation, Steps + 2);
        unfold.Forward(Single(start), floatState, outputs);
        unfold.Backward(Single(upstream), gradients, startGradient, stateGradient);

        (double[] expected, ReferenceTensors final) = Run();
        Close(expected, outputs, 2e-6);
        foreach (StateSlot slot in slots) Close(final[slot.Name], floatState.AsSpan(slot.Offset, slot.Length), 2e-6);
        // Relative to the largest, as in RnnVerifier; the differences themselves are good to 1e-9.
        double largest = reference.Parameters.Tensors.Max(tensor => Differences(reference.Parameters[tensor.Name]).Max(Math.Abs));
        foreach (TensorInfo tensor in gradients.Tensors)
        {
            float[] found = new float[tensor.Count];
            gradients.Read(tensor.Name, found);
            Close(Differences(reference.Parameters[tensor.Name]), found, 1e-5 * largest);
        }
        Close(Differences(start), startGradient, 1e-5 * largest);
        foreach (StateSlot slot in slots) Close(Differences(state[slot.Name]), stateGradient.AsSpan(slot.Offset, slot.Length), 1e-5 * largest);

        (double[] Outputs, ReferenceTensors State) Run()
        {
            if (continuation == Continuation.Zeros)
            {
                ReferenceRun whole = reference.Forward([.. start, .. new double[(Steps - 1) * start.Length]], state);
                return (whole.Outputs, whole.FinalState);
            }
            var all = new List<double>();
            double[] x = start;
            ReferenceTensors s = state;
            for (int t = 0; t < Steps; t++)
            {
                ReferenceRun step = reference.Forward(x, s);
                (x, s) = (step.Outputs, step.FinalState);
                all.AddRange(x);
            }
            return ([.. all], s);
        }

        double[] Differences(double[] values)
        {
            const double Epsilon = 1e-5;
            var result = new double[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                double before = values[i];
                values[i] = before + Epsilon;
                double above = Loss();
                values[i] = before - Epsilon;
                result[i] = (above - Loss()) / (2 * Epsilon);
                values[i] = before;
            }
            return result;
        }

        double Loss()
        {
            (double[] y, ReferenceTensors s) = Run();
            return y.Zip(upstream, (a, b) => a * b).Sum() + s.Tensors.Sum(slot => s[slot.Name].Zip(stateUpstream[slot.Name], (a, b) => a * b).Sum());
        }

        // Exactly representable as floats, so that both engines compute with the same numbers.
        double[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => (double)(2 * random.NextSingle() - 1))];

        ReferenceTensors Random(ReferenceNetwork network)
        {
            ReferenceTensors tensors = network.NewState();
            foreach (TensorInfo slot in tensors.Tensors) Draw(slot.Count).CopyTo(tensors[slot.Name], 0);
            return tensors;
        }

        float[] Floats(ReferenceTensors tensors)
        {
            var values = new float[TModel.StateSize];
            foreach (StateSlot slot in slots) Single(tensors[slot.Name]).CopyTo(values, slot.Offset);
            return values;
        }

        static float[] Single(double[] values) => Array.ConvertAll(values, value => (float)value);

        static void Close(double[] expected, ReadOnlySpan<float> found, double bound)
        {
            Assert.Equal(expected.Length, found.Length);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], bound);
        }
    }
}

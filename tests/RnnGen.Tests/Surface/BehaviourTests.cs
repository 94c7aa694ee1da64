using RnnGen.Tests.Models;

namespace RnnGen.Tests.Surface;

/// <summary>What generated models promise beyond the numbers of one call.</summary>
public class BehaviourTests
{
    private const int Steps = 12;

    [Fact]
    public void ACopyOfAStateIsAFork()
    {
        SmallStack model = SmallStack.Create(1);
        float[] input = [0.1f, -0.2f, 0.3f], output = new float[2], forked = new float[2];
        SmallStack.State state = default;
        model.Step(input, ref state, output);
        SmallStack.State fork = state;
        model.Step(input, ref state, output);
        float[] h = new float[8], hOfFork = new float[8];
        state.Read("lstm.h_l0", h);
        fork.Read("lstm.h_l0", hOfFork);
        Assert.NotEqual(h, hOfFork);
        model.Step(input, ref fork, forked);
        Assert.Equal(output, forked);
    }

    [Fact]
    public void ASequenceInPiecesIsTheWholeBitForBit()
    {
        Pieces<SmallStack, float>();
        Pieces<GruBefore, int>();
        Pieces<Tagger, int>();
        Pieces<WideRnn, float>();
    }

    /// <summary>A state that decays reaches zero, and no denormal number before, which would make every step slower.</summary>
    [Fact]
    public void SilenceEnds()
    {
        Decays<LstmAmp>(forget: 1);
        Decays<BareLstm>(forget: 1);
        Decays<SmallGru>(forget: 5);
    }

    // Without biases but that of f (an LSTM) or z (a GRU), the second gate's.
    private static void Decays<TModel>(float forget) where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, seed: 1);
        int units = TModel.Spec.Layers.OfType<RecurrentSpec>().First().Hidden;
        foreach (TensorInfo tensor in model.Parameters.Tensors.Where(tensor => tensor.Name.Contains("bias", StringComparison.Ordinal)))
        {
            var bias = new float[tensor.Count];
            if (bias.Length > units) bias.AsSpan(units, units).Fill(forget);
            model.Parameters.Write(tensor.Name, bias);
        }
        float[] state = new float[TModel.StateSize], input = new float[TModel.InputsPerStep], output = new float[TModel.OutputSize];
        input[0] = 1;
        for (int t = 0; t < 50; t++) model.Step(input, state, output);
        Assert.Contains(state, value => Math.Abs(value) > 0.01f);
        input[0] = 0;
        int denormal = 0;
        for (int t = 0; t < 20_000; t++)
        {
            model.Step(input, state, output);
            if (state.Any(float.IsSubnormal)) denormal++;
        }
        Assert.All(state, value => Assert.Equal(0f, value));
        // On the way from 2⁻⁶³ to 0, where each step divides what is left.
        Assert.InRange(denormal, 0, 20);
    }

    [Fact]
    public void StepsAreTheSequence()
    {
        StepByStep<LstmAmp, float>();
        StepByStep<SmallStack, float>();
        StepByStep<GruBefore, int>();
        StepByStep<LastOfLstm, float>();
    }

    /// <summary>Audio is often written where it was read.</summary>
    [Fact]
    public void OutputsMayBeWrittenOverInputs()
    {
        InPlace<LstmAmp>();
        InPlace<SkippingAmp>();
    }

    private static void InPlace<TModel>() where TModel : class, IStreamingRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 1);
        float[] inputs = Enumerable.Range(0, Steps).Select(t => MathF.Sin(t)).ToArray();
        Assert.Equal(Step(apart: true), Step(apart: false));
        Assert.Equal(Forward(apart: true, null), Forward(apart: false, null));
        Assert.Equal(Forward(apart: true, TModel.CreateTape(Steps)), Forward(apart: false, TModel.CreateTape(Steps)));

        float[] Step(bool apart)
        {
            float[] x = [.. inputs], y = apart ? new float[Steps] : x;
            var state = new float[TModel.StateSize];
            for (int t = 0; t < Steps; t++) model.Step(x.AsSpan(t, 1), state, y.AsSpan(t, 1));
            return y;
        }

        float[] Forward(bool apart, RnnTape? tape)
        {
            float[] x = [.. inputs], y = apart ? new float[Steps] : x;
            if (tape is null) model.Forward(x, new float[TModel.StateSize], y);
            else model.Forward(x, new float[TModel.StateSize], y, tape);
            return y;
        }
    }

    [Fact]
    public void GradientsAreAdded()
    {
        var call = new Sequence<SmallStack, float>(Steps);
        call.ForwardWithTape();
        float[] stateGradient = [.. call.StateGradient];
        call.Backward();
        float[] once = call.Gradients.Span.ToArray();
        stateGradient.CopyTo(call.StateGradient, 0);
        call.Backward();
        Assert.Contains(once, value => value != 0);
        for (int i = 0; i < once.Length; i++) Assert.Equal(2 * once[i], call.Gradients.Span[i], 1e-6f);
    }

    [Fact]
    public void InputGradientsReplaceWhatWasThere()
    {
        var call = new Sequence<SmallStack, float>(Steps);
        call.ForwardWithTape();
        float[] stateGradient = [.. call.StateGradient];
        call.Backward();
        float[] first = [.. call.InputGradients];
        stateGradient.CopyTo(call.StateGradient, 0);
        call.Backward();
        Assert.Equal(first, call.InputGradients);
    }

    [Fact]
    public void ThreadsCanShareAModel()
    {
        CharModel model = CharModel.Create(1);
        float[][] alone = [.. Enumerable.Range(0, 4).Select(Run)];
        var together = new float[4][];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Run(i));
        Assert.Equal(alone, together);

        float[] Run(int seed)
        {
            var random = new Random(seed);
            var output = new float[CharModel.OutputSize];
            CharModel.State state = default;
            for (int t = 0; t < 100; t++) model.Step(random.Next(65), ref state, output);
            return output;
        }
    }

    // Within one entry point (with tape, without) the same sums are made in the same order.
    private static void Pieces<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        foreach (bool taped in new[] { false, true })
        {
            Sequence<TModel, TInput> whole = new(Steps), pieces = new(Steps);
            if (taped) whole.ForwardWithTape();
            else whole.Forward();
            int begin = 0;
            foreach (int length in new[] { 1, 4, 7 })
            {
                Span<TInput> inputs = pieces.Inputs.AsSpan(begin * TModel.InputsPerStep, length * TModel.InputsPerStep);
                Span<float> outputs = pieces.Outputs.AsSpan(begin * TModel.OutputSize, length * TModel.OutputSize);
                if (taped) pieces.Model.Forward(inputs, pieces.State, outputs, pieces.Tape);
                else pieces.Model.Forward(inputs, pieces.State, outputs);
                begin += length;
            }
            Assert.Equal(whole.Outputs, pieces.Outputs);
            Assert.Equal(whole.State, pieces.State);
        }
    }

    private static void StepByStep<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        Sequence<TModel, TInput> whole = new(Steps), steps = new(Steps);
        whole.Forward();
        for (int t = 0; t < Steps; t++) steps.Step(t);
        for (int i = 0; i < whole.Outputs.Length; i++) Assert.Equal(whole.Outputs[i], steps.Outputs[i], 1e-6f);
        for (int i = 0; i < whole.State.Length; i++) Assert.Equal(whole.State[i], steps.State[i], 1e-6f);
    }
}

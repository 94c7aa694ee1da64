using RnnGen.Tests.Models;

namespace RnnGen.Tests.Surface;

/// <summary>
/// No call allocates, not even the first on a thread; but for sequences without tape where a layer runs backward, whose room is
/// made on first use or by <c>Reserve</c>.
/// </summary>
public class AllocationTests
{
    private const int Steps = 6;

    [Fact] public void RealInputs() => Calls<LstmAmp, float>();

    [Fact] public void Stacks() => Calls<SmallStack, float>();

    [Fact] public void Tokens() => Calls<CharModel, int>();

    [Fact] public void SeveralTokens() => Calls<Tagger, int>();

    [Fact] public void ResetsBeforeTheProduct() => Calls<GruBefore, int>();

    [Fact] public void Normalised() => Calls<NormalisedLstm, float>();

    [Fact] public void NormalisedBeforeTheProduct() => Calls<NormalisedGruBefore, float>();

    [Fact] public void LastStep() => Calls<LastOfLstm, float>();

    [Fact] public void FinalState() => Calls<FinalOfGru, float>();

    [Fact] public void Mean() => Calls<MeanOfRnn, int>();

    [Fact] public void Max() => Calls<MaxOfLstm, int>();

    [Fact] public void InputSkip() => Calls<SkippingLstm, float>();

    [Fact] public void ResidualConnections() => Calls<FinalOfResidual, float>();

    [Fact] public void HighwayConnections() => Calls<HighwayStack, int>();

    [Fact] public void DenseConnections() => Calls<DenseStack, int>();

    [Fact] public void Dropout() => Calls<DroppedTokens, int>();

    [Fact] public void TiedWeights() => Calls<TiedDense, int>();

    [Fact] public void HalfWeights() => Calls<HalfTokenGru, int>();

    [Fact] public void ByteWeights() => Calls<ByteNormalised, float>();

    [Fact] public void ByteWeightsTied() => Calls<ByteTied, int>();

    [Fact] public void HalfWeightsBidirectional() => WholeCalls<HalfTwoWay, float>(HalfTwoWay.Reserve);

    [Fact] public void Backward() => WholeCalls<BackwardLstm, float>(BackwardLstm.Reserve);

    [Fact] public void Bidirectional() => WholeCalls<TwoWayStack, float>(TwoWayStack.Reserve);

    [Fact] public void BidirectionalTokens() => WholeCalls<MeanGruThenForward, int>(MeanGruThenForward.Reserve);

    [Fact] public void BidirectionalNormalised() => WholeCalls<NormalisedEverything, int>(NormalisedEverything.Reserve);

    [Fact] public void BidirectionalMax() => WholeCalls<MaxOfTwoWay, int>(MaxOfTwoWay.Reserve);

    [Fact] public void BidirectionalFinalState() => WholeCalls<FinalOfTwoWay, float>(FinalOfTwoWay.Reserve);

    [Fact] public void BackwardHighwayConnections() => WholeCalls<BackwardHighway, float>(BackwardHighway.Reserve);

    [Fact]
    public void TheTypedFace()
    {
        CharModel model = CharModel.Create(1);
        var output = new float[CharModel.OutputSize];
        int[] tokens = [9];
        NothingIsAllocated("Step(token)", () =>
        {
            CharModel.State state = default;
            model.Step(7, ref state, output);
            model.Step(tokens, ref state, output);
        });

        var streams = new CharModel.Streams(2);
        int[] two = [9, 7];
        var outputs = new float[2 * CharModel.OutputSize];
        NothingIsAllocated("StepMany, Load, Save and Reset", () =>
        {
            CharModel.State state = default;
            streams.Load(1, in state);
            model.StepMany(two, streams, outputs);
            model.StepMany(tokens, streams, 1, 1, output);
            streams.Save(1, ref state);
            streams.Reset(0);
            streams.Reset();
        });
    }

    [Fact]
    public void TrainingAfterTheFirstStep()
    {
        Train<CharModel, int>(Loss.SoftmaxCrossEntropy);
        Train<MeanOfRnn, int>(Loss.SoftmaxCrossEntropy);
        Train<SmallStack, float>(Loss.MeanSquaredError);
        Train<DroppedLstm, int>(Loss.SoftmaxCrossEntropy);
        Train<RecurrentDropoutGru, float>(Loss.MeanSquaredError);
    }

    [Fact]
    public void TheMeasureSeesAnAllocation() =>
        Assert.ThrowsAny<Exception>(() => NothingIsAllocated("an object", () => GC.KeepAlive(new object())));

    private static void Calls<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var call = new Sequence<TModel, TInput>(Steps);
        if (TModel.Spec.Output is OutputMode.EveryStep or OutputMode.LastStep) ManyCalls<TModel, TInput>(call);
        NothingIsAllocated("Forward", call.Forward);
        NothingIsAllocated("Forward with tape", call.ForwardWithTape);
        NothingIsAllocated("Backward", call.Backward);
    }

    // One stream, and more of them than are stepped at once.
    private static void ManyCalls<TModel, TInput>(Sequence<TModel, TInput> call)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        const int count = 4 * Steps - 1;
        TInput[] inputs = [.. Enumerable.Repeat(call.Inputs, 4).SelectMany(values => values).Take(count * TModel.InputsPerStep)];
        float[] outputs = new float[count * TModel.OutputSize];
        RnnStreams streams = TModel.CreateStreams(count);
        NothingIsAllocated("Step", () => call.Step(0));
        NothingIsAllocated("StepMany", () => call.Model.StepMany(inputs, streams, 0, count, outputs));
        NothingIsAllocated("The states of streams", () =>
        {
            streams.LoadState(count - 1, call.State);
            streams.SaveState(count - 1, call.State);
            streams.Reset(count - 1);
            streams.Reset();
        });
    }

    private static void WholeCalls<TModel, TInput>(Action<int> reserve)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        Sequence<TModel, TInput> call = new(Steps), shorter = new(Steps - 2), longer = new(Steps + 1);
        NothingIsAllocated("Forward with tape", call.ForwardWithTape);
        NothingIsAllocated("Backward", call.Backward);

        long[] bytes = Allocated(() => reserve(Steps), call.Forward, shorter.Forward, () => reserve(Steps - 2), call.Forward, longer.Forward, longer.Forward, call.Forward);
        Assert.True(bytes[0] > 0, "Reserve made no room.");
        Assert.All(bytes[1..5], count => Assert.Equal(0, count));
        Assert.True(bytes[5] > 0, "A sequence longer than the room found room.");
        Assert.All(bytes[6..], count => Assert.Equal(0, count));

        // Without Reserve on first use only.
        bytes = Allocated(call.Forward, call.Forward, shorter.Forward);
        Assert.True(bytes[0] > 0, "The first sequence found room.");
        Assert.All(bytes[1..], count => Assert.Equal(0, count));
    }

    private static void Train<TModel, TInput>(Loss loss)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var call = new Sequence<TModel, TInput>(Steps);
        var trainer = new Trainer<TModel, TInput>(call.Model, new Adam(), new TrainerOptions { BatchSize = 1, Steps = Steps, Loss = loss, GradientClip = 1 });
        int[] classes = new int[call.Outputs.Length / TModel.OutputSize];
        NothingIsAllocated("Trainer.Step", () =>
        {
            if (loss == Loss.SoftmaxCrossEntropy) trainer.Step(call.Inputs, classes);
            else trainer.Step(call.Inputs, call.OutputGradients);
        });
    }

    private static void NothingIsAllocated(string what, Action action)
    {
        long bytes = Allocated(action).Single();
        Assert.True(bytes == 0, $"{what} allocated {bytes} bytes.");
    }

    /// <summary>How many bytes each action allocates, one after the other on a new thread.</summary>
    private static long[] Allocated(params Action[] actions)
    {
        // What is compiled, and set up once for all threads, is not counted.
        foreach (Action action in actions) action();
        var bytes = new long[actions.Length];
        var thread = new Thread(() =>
        {
            for (int i = 0; i < actions.Length; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                actions[i]();
                bytes[i] = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        });
        thread.Start();
        thread.Join();
        return bytes;
    }
}

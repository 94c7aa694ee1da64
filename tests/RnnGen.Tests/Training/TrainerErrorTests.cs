using RnnGen.Tests.Models;
using ElmanModel = RnnGen.Tests.Training.HandModel<RnnGen.Tests.Training.Elman>;

namespace RnnGen.Tests.Training;

/// <summary>What is refused, how it is said, and that nothing has changed by then.</summary>
public class TrainerErrorTests
{
    private const int Inputs = 3 * 6 * 2;
    private const int Outputs = 3 * 6;

    private readonly ElmanModel _model = ElmanModel.Random(1);

    public static TheoryData<string, int, int[], int[]> WrongBatches => new()
    {
        { "inputs: expected 36 values, found 35", Inputs - 1, new int[Outputs], [] },
        { "classes: expected 18 values, found 17", Inputs, new int[Outputs - 1], [] },
        { "lengths: expected 3 values, found 2", Inputs, new int[Outputs], [1, 1] },
        { "lengths[1]: expected 1 to 6, found 7", Inputs, new int[Outputs], [1, 7, 1] },
        { "lengths[2]: expected 1 to 6, found 0", Inputs, new int[Outputs], [1, 6, 0] },
        { "classes[7]: expected a class below 3, found 3", Inputs, [.. new int[7], 3, .. new int[10]], [] },
        { "classes: expected one that is not negative", Inputs, [.. Enumerable.Repeat(-1, Outputs)], [] },
    };

    [Theory, MemberData(nameof(WrongBatches))]
    public void AWrongBatchIsNamed(string message, int inputs, int[] classes, int[] lengths)
    {
        var trainer = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.SoftmaxCrossEntropy));
        Unchanged<ArgumentException>(message, () => trainer.Step(new float[inputs], classes, lengths));
        Unchanged<ArgumentException>(message, () => trainer.Evaluate(new float[inputs], classes, lengths));
    }

    [Fact]
    public void TargetsOfTheWrongKindAreNamed()
    {
        var ofClasses = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.SoftmaxCrossEntropy));
        var ofValues = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.Huber));
        Unchanged<ArgumentException>("expected int classes for SoftmaxCrossEntropy", () => ofClasses.Step(new float[Inputs], new float[Outputs * 3]), ignoreCase: true);
        Unchanged<ArgumentException>("expected float targets for Huber", () => ofValues.Step(new float[Inputs], new int[Outputs]), ignoreCase: true);
        Unchanged<ArgumentException>("targets: expected 54 values, found 18", () => ofValues.Step(new float[Inputs], new float[Outputs]));
    }

    [Fact]
    public void ALossThatIsNotFiniteChangesNothing()
    {
        var trainer = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.MeanSquaredError, carry: true));
        float[] inputs = TrainerTests.Values(Inputs, seed: 1), targets = new float[Outputs * 3];
        float loss = trainer.Evaluate(inputs, targets);
        targets[^1] = float.PositiveInfinity;
        Unchanged<NotFiniteNumberException>("The loss is Infinity in step 1, first in row 2; no parameter was changed.", () => trainer.Step(inputs, targets));
        targets[^1] = 0;
        // Neither did the carried state move.
        Assert.Equal(loss, trainer.Step(inputs, targets).Loss);
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsNamed()
    {
        // With zeros for inputs and biases h and y are zero; what flows back through V and then, step by step, through U overflows.
        _model.Parameters.Clear();
        _model.Parameters.Write("dense.weight", Enumerable.Repeat(float.MaxValue, 15).ToArray());
        _model.Parameters.Write("rnn.weight_hh_l0", Enumerable.Repeat(100f, 25).ToArray());
        var trainer = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.Huber));
        float[] targets = [.. Enumerable.Repeat(1f, Outputs * 3)];
        Unchanged<NotFiniteNumberException>("The gradient of 'rnn.weight_ih_l0' is NaN at index 0 in step 1; no parameter was changed.", () => trainer.Step(new float[Inputs], targets));
    }

    /// <summary>With several rows, of which two are bad, in the first segment of several; and once more with what there is besides.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 20)]
    [InlineData(2, 20)]
    public void ALossOfAGeneratedModelThatIsNotFiniteChangesNothing(int threads, int every)
    {
        const int rows = 5, steps = 90;
        float[] inputs = TrainerTests.Values(rows * steps * 3, seed: 1), targets = TrainerTests.Values(rows * steps * 2, seed: 2);
        SmallStack model = SmallStack.Create(1), twin = SmallStack.Create(1);
        using Trainer<SmallStack, float> trainer = New(model), other = New(twin);
        Assert.Equal(other.Step(inputs, targets), trainer.Step(inputs, targets));
        float[] bad = [.. targets];
        bad[(3 * steps + 7) * 2] = float.NaN;
        bad[(4 * steps + 88) * 2] = float.PositiveInfinity;
        Assert.Equal("The loss is NaN in step 2, first in row 3; no parameter was changed.",
            Assert.Throws<NotFiniteNumberException>(() => trainer.Step(inputs, bad)).Message);
        // Neither parameters nor moments nor carried states have moved.
        for (int step = 0; step < 2; step++) Assert.Equal(other.Step(inputs, targets), trainer.Step(inputs, targets));
        Assert.Equal(twin.Parameters.Span, model.Parameters.Span);

        Trainer<SmallStack, float> New(SmallStack of) => new(of, new Adam(), new TrainerOptions
        {
            BatchSize = rows, Steps = steps, Loss = Loss.MeanSquaredError, Threads = threads, CheckpointEvery = every, CarryState = true,
        });
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 20)]
    [InlineData(2, 20)]
    public void AGradientOfAGeneratedModelThatIsNotFiniteIsNamed(int threads, int every)
    {
        // With zeros for inputs and biases h and y are zero; what flows back through U overflows.
        const int rows = 5, steps = 90;
        SmallStack model = new();
        model.Parameters.Write("dense.weight", [.. Enumerable.Repeat(1e30f, 16)]);
        model.Parameters.Write("lstm.weight_hh_l1", [.. Enumerable.Repeat(1e20f, 4 * 8 * 8)]);
        float[] before = model.Parameters.Span.ToArray();
        using var trainer = new Trainer<SmallStack, float>(model, new Adam(), new TrainerOptions
        {
            BatchSize = rows, Steps = steps, Loss = Loss.Huber, Threads = threads, CheckpointEvery = every,
        });
        Assert.Matches(@"^The gradient of 'lstm\..*' is (NaN|-?Infinity) at index \d+ in step 1; no parameter was changed\.$", Assert.Throws<NotFiniteNumberException>(() =>
            trainer.Step(new float[rows * steps * 3], [.. Enumerable.Repeat(1f, rows * steps * 2)])).Message);
        Assert.Equal(before, model.Parameters.Span);
    }

    [Fact]
    public void AnUpdateThatSpoilsTheModelIsNamed()
    {
        var optimizer = new Sgd { LearningRate = 3e38f };
        var trainer = new Trainer<ElmanModel, float>(_model, optimizer, TrainerTests.Options(Loss.MeanSquaredError, carry: true));
        float[] inputs = TrainerTests.Values(Inputs, seed: 1), targets = [.. Enumerable.Repeat(1e4f, Outputs * 3)];
        float loss = trainer.Evaluate(inputs, targets);
        float[] before = _model.Parameters.Span.ToArray();
        Assert.Matches(@"^'.*' is -?Infinity at index \d+ after the update of step 1 \(learning rate 3E\+38\)\. Parameters were changed",
            Assert.Throws<NotFiniteNumberException>(() => trainer.Step(inputs, targets)).Message);
        // The carried states are those before the step.
        before.CopyTo(_model.Parameters.Span);
        optimizer.LearningRate = 1e-6f;
        Assert.Equal(loss, trainer.Step(inputs, targets).Loss);
    }

    /// <summary>Measuring changes nothing, so what is found is returned; no report of it is the best.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AnEvaluationThatIsNotFiniteIsReturned(float target)
    {
        using var trainer = new Trainer<ElmanModel, float>(_model, new Adam(), TrainerTests.Options(Loss.MeanSquaredError, carry: true)) { EarlyStopping = new EarlyStopping { Patience = 2 } };
        float[] inputs = TrainerTests.Values(Inputs, seed: 1), targets = new float[Outputs * 3];
        float loss = trainer.Evaluate(inputs, targets);
        float[] best = _model.Parameters.Span.ToArray();
        Assert.False(trainer.Report(loss));
        targets[^1] = target;
        trainer.ResetEvaluation();
        float found = trainer.Evaluate(inputs, targets);
        Assert.Equal(target, found);
        trainer.Step(inputs, new float[Outputs * 3]);
        Assert.False(trainer.Report(found));
        Assert.True(trainer.Report(found));
        trainer.RestoreBest();
        Assert.Equal(best, _model.Parameters.Span);
        Assert.Equal((double)loss, trainer.EarlyStopping.Best);
        // An input that is not finite stays in the evaluation's carried states.
        inputs[0] = float.NaN;
        targets[^1] = 0;
        Assert.Equal(float.NaN, trainer.Evaluate(inputs, targets));
        inputs[0] = 0;
        Assert.Equal(float.NaN, trainer.Evaluate(inputs, targets));
        trainer.ResetEvaluation();
        Assert.True(float.IsFinite(trainer.Evaluate(inputs, targets)));
    }

    [Fact]
    public void AHeadThatTakesTheSoftmaxItselfIsRefused()
    {
        Assert.Contains("ends in Softmax", Assert.Throws<ArgumentException>(() => new Trainer<HandModel<SoftmaxHead>, float>(
            new(), new Adam(), new TrainerOptions { Loss = Loss.SoftmaxCrossEntropy })).Message);
        Assert.NotNull(new Trainer<HandModel<SoftmaxHead>, float>(new(), new Adam(), new TrainerOptions { Loss = Loss.MeanSquaredError }));
    }

    [Fact]
    public void StatesAreCarriedForwardOnly()
    {
        var options = new TrainerOptions { CarryState = true };
        var optimizer = new Adam();
        Assert.Contains("CarryState: expected layers that run forward, found Direction.Bidirectional of 'lstm': it would begin",
            Assert.Throws<ArgumentException>("options", () => new Trainer<PartOfSpeech, int>(PartOfSpeech.Create(1), optimizer, options)).Message);
        Assert.Contains("found Direction.Backward of 'up'",
            Assert.Throws<ArgumentException>("options", () => new Trainer<HandModel<BackwardAbove>, float>(new(), optimizer, options)).Message);
        // The optimizer is still free; and without carried states such a model trains.
        Assert.NotNull(new Trainer<PartOfSpeech, int>(PartOfSpeech.Create(1), optimizer, new TrainerOptions()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ADisposedTrainerIsOfNoUse(int threads)
    {
        var trainer = new Trainer<Tagger, int>(Tagger.Create(1), new Adam(), new TrainerOptions { BatchSize = 2, Steps = 4, Threads = threads });
        trainer.Step(new int[24], new int[8]);
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(new int[24], new int[8]));
        Assert.Throws<ObjectDisposedException>(() => trainer.Evaluate(new int[24], new int[8]));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { Steps = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { GradientClip = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { GradientClipValue = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { Threads = 0 });
        Assert.Throws<InvalidOperationException>(() => new Trainer<ElmanModel, float>(_model, new Adam(), new TrainerOptions()).RestoreBest());
    }

    [Theory]
    [InlineData(1 << 28, 1, Loss.Huber, "BatchSize 268435456 and Steps 1: expected at most 2147483591 values of states")]
    [InlineData(1 << 16, 1 << 16, Loss.Huber, "BatchSize 65536 and Steps 65536: expected at most 2147483591 values of inputs, found 8589934592.")]
    [InlineData(1000, 1_000_000, Loss.Huber, "values of targets, found 3000000000.")]
    [InlineData(1, 1_000_000_000, Loss.SoftmaxCrossEntropy, "values of outputs of a row, found 3000000000.")]
    public void ABatchThatNoArrayHoldsIsRefused(int rows, int steps, Loss loss, string message)
    {
        var optimizer = new Adam();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Trainer<ElmanModel, float>(_model, optimizer, new TrainerOptions { BatchSize = rows, Steps = steps, Loss = loss }));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(message, exception.Message);
        // The optimizer is still free.
        optimizer.Bind(ElmanModel.Random(2).Parameters);
    }

    /// <summary>Its values have room in arrays; what the tape keeps of a hundred million steps has not.</summary>
    [Fact]
    public void ATapeThatIsTooLongLeavesTheOptimizerFree()
    {
        var optimizer = new Adam();
        Assert.Throws<ArgumentOutOfRangeException>("maxSteps", () =>
            new Trainer<SmallStack, float>(new(), optimizer, new TrainerOptions { BatchSize = 1, Steps = 100_000_000, Loss = Loss.Huber }));
        optimizer.Bind(SmallStack.Create(2).Parameters);
    }

    [Fact]
    public void AnUnknownTokenIsNamedByItsPlaceInTheBatch()
    {
        var trainer = new Trainer<Tagger, int>(Tagger.Create(1), new Adam(), new TrainerOptions { BatchSize = 2, Steps = 4 });
        int[] inputs = new int[2 * 4 * 3], classes = new int[2 * 4];
        inputs[16] = 9;
        Action[] calls = [() => trainer.Step(inputs, classes), () => trainer.Evaluate(inputs, classes), () => trainer.Step(inputs, classes, [1, 4])];
        foreach (Action call in calls)
        {
            Assert.Contains("0 to 8 at index 16; it holds 9", Assert.Throws<ArgumentException>("inputs", call).Message);
        }
        // What lies behind a row's end is not looked at.
        trainer.Step(inputs, classes, [4, 1]);
    }

    private void Unchanged<TException>(string message, Action action, bool ignoreCase = false)
        where TException : Exception
    {
        float[] before = _model.Parameters.Span.ToArray();
        Assert.Contains(message, Assert.Throws<TException>(action).Message, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        Assert.True(before.AsSpan().SequenceEqual(_model.Parameters.Span));
    }

    private sealed class BackwardAbove : IHandSpec
    {
        public static ModelSpec Spec { get; } = new(new InputSpec(2), new RnnSpec(5) { Direction = Direction.Backward, Name = "up" });
    }

    private sealed class SoftmaxHead : IHandSpec
    {
        public static ModelSpec Spec { get; } = new(new InputSpec(2), new RnnSpec(5), new DenseSpec(3) { Activation = Activation.Softmax });
    }
}

using RnnGen.Tests.Models;

namespace RnnGen.Tests.Seq2Seq;

public class Seq2SeqTrainerTests
{
    private const int Rows = 5, SourceSteps = 6, TargetSteps = 4;
    private static readonly int[] SourceLengths = [6, 1, 3, 5, 2], TargetLengths = [4, 2, 1, 4, 3];

    private readonly int[] _sources, _targetInputs, _classes;

    public Seq2SeqTrainerTests()
    {
        var random = new Random(1);
        _sources = Draw(Rows * SourceSteps, 7);
        _targetInputs = Draw(Rows * TargetSteps, 9);
        _classes = Draw(Rows * TargetSteps, 8);
        _classes[2] = -1;

        int[] Draw(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
    }

    [Fact]
    public void ARaggedBatchIsItsRowsEachAlone()
    {
        // What lies behind the lengths must not be looked at, not even to check it.
        for (int row = 0; row < Rows; row++)
        {
            _sources.AsSpan(row * SourceSteps + SourceLengths[row], SourceSteps - SourceLengths[row]).Fill(-99);
            _targetInputs.AsSpan(row * TargetSteps + TargetLengths[row], TargetSteps - TargetLengths[row]).Fill(-99);
            _classes.AsSpan(row * TargetSteps + TargetLengths[row], TargetSteps - TargetLengths[row]).Fill(-99);
        }
        GruPair pair = GruPair.Create(1);
        float[] before = pair.Parameters.Span.ToArray();
        using var trainer = New(pair, new Sgd { LearningRate = 1 }, new());
        float evaluated = trainer.Evaluate(_sources, _targetInputs, _classes, SourceLengths, TargetLengths);
        TrainingResult result = trainer.Step(_sources, _targetInputs, _classes, SourceLengths, TargetLengths);
        Assert.Equal(evaluated, result.Loss, 1e-6);

        GruPair alone = GruPair.Create(1);
        var gradients = new ParameterBuffer(GruPair.Spec);
        double sum = 0;
        int count = Enumerable.Range(0, Rows).Sum(row => Classes(row).Count(c => c >= 0));
        for (int row = 0; row < Rows; row++)
        {
            int[] source = _sources[(row * SourceSteps)..(row * SourceSteps + SourceLengths[row])], target = _targetInputs[(row * TargetSteps)..(row * TargetSteps + TargetLengths[row])];
            var tape = new GruPair.Tape(source.Length, target.Length);
            float[] outputs = new float[target.Length * GruWriter.OutputSize], outputGradients = new float[outputs.Length];
            alone.Forward(source, target, outputs, tape);
            sum += LossFunctions.SoftmaxCrossEntropy(outputs, Classes(row), 1f / count, outputGradients);
            alone.Backward(source, target, tape, outputGradients, gradients);
        }
        Assert.Equal(sum / count, result.Loss, 1e-6);
        float[] expected = gradients.Span.ToArray(), after = pair.Parameters.Span.ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(before[i] - expected[i], after[i], 1e-6f);

        int[] Classes(int row) => _classes[(row * TargetSteps)..(row * TargetSteps + TargetLengths[row])];
    }

    [Fact]
    public void ThreadsShareABatch()
    {
        GruPair one = GruPair.Create(1), three = GruPair.Create(1), again = GruPair.Create(1);
        using var single = New(one, new Sgd { LearningRate = 0.5f }, new());
        using var shared = New(three, new Sgd { LearningRate = 0.5f }, new() { Threads = 3 });
        using var repeated = New(again, new Sgd { LearningRate = 0.5f }, new() { Threads = 3 });
        for (int i = 0; i < 5; i++)
        {
            TrainingResult a = single.Step(_sources, _targetInputs, _classes), b = shared.Step(_sources, _targetInputs, _classes);
            Assert.Equal(b, repeated.Step(_sources, _targetInputs, _classes));
            Assert.Equal(a.Loss, b.Loss, 1e-5);
        }
        Assert.Equal(three.Parameters.Span, again.Parameters.Span);
        shared.Dispose();
        Assert.Throws<ObjectDisposedException>(() => shared.Step(_sources, _targetInputs, _classes));
    }

    [Fact]
    public void ItLearnsToReverse()
    {
        // Three letters, written backward behind a begin token (8); 0 ends.
        GruPair pair = GruPair.Create(3);
        using var trainer = New(pair, new Adam { LearningRate = 0.02f }, new() { GradientClip = 1 }, rows: 20, sourceSteps: 3);
        var random = new Random(2);
        TrainingResult result = default;
        int[] sources = new int[60], inputs = new int[80], classes = new int[80];
        for (int step = 0; step < 400; step++)
        {
            for (int row = 0; row < 20; row++)
            {
                inputs[row * 4] = 8;
                for (int i = 0; i < 3; i++)
                {
                    int letter = random.Next(1, 4);
                    sources[row * 3 + i] = letter;
                    classes[row * 4 + 2 - i] = letter;
                    inputs[row * 4 + 3 - i] = letter;
                }
                classes[row * 4 + 3] = 0;
            }
            result = trainer.Step(sources, inputs, classes);
        }
        Assert.InRange(result.Loss, 0, 0.05f);
        GruWriter.State state = default;
        pair.Encode([1, 3, 2], ref state);
        int[] tokens = new int[10];
        int written = new TokenDecoder<GruWriter>(pair.Decoder, endToken: 0).Greedy(state, firstToken: 8, tokens);
        Assert.Equal([2, 3, 1], tokens[..written]);
    }

    [Fact]
    public void WithoutTeacherTheDecoderReadsItsOwnChoices()
    {
        // TeacherForcing = 0: as if the greedy choices had been given.
        GruPair pair = GruPair.Create(1), given = GruPair.Create(1);
        int[] inputs = (int[])_targetInputs.Clone();
        float[] outputs = new float[TargetSteps * GruWriter.OutputSize];
        for (int row = 0; row < Rows; row++)
        {
            Span<int> own = inputs.AsSpan(row * TargetSteps, TargetSteps);
            for (int t = 1; t < TargetSteps; t++)
            {
                given.Forward(_sources.AsSpan(row * SourceSteps, SourceSteps), own, outputs);
                own[t] = LogSoftmax.Largest(outputs.AsSpan((t - 1) * GruWriter.OutputSize, GruWriter.OutputSize));
            }
        }
        Assert.NotEqual(_targetInputs, inputs);
        using var free = New(pair, new Sgd(), new() { TeacherForcing = 0 });
        using var taught = New(given, new Sgd(), new());
        Assert.Equal(taught.Step(_sources, inputs, _classes), free.Step(_sources, _targetInputs, _classes));
    }

    [Fact]
    public void SomeStepsAreTaughtAndSomeAreNot()
    {
        float taught = Loss(1), half = Loss(0.5f), free = Loss(0);
        Assert.True(taught != half && half != free && half == Loss(0.5f));

        float Loss(float teacherForcing)
        {
            using var trainer = New(GruPair.Create(1), new Sgd(), new() { TeacherForcing = teacherForcing });
            return trainer.Step(_sources, _targetInputs, _classes).Loss;
        }
    }

    [Fact]
    public void AfterTheFirstStepNothingIsAllocated()
    {
        using var trainer = New(GruPair.Create(1), new Adam(), new() { GradientClip = 1, TeacherForcing = 0.5f });
        trainer.Step(_sources, _targetInputs, _classes, SourceLengths, TargetLengths);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Step(_sources, _targetInputs, _classes, SourceLengths, TargetLengths);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void RealTargetsHaveTheirLosses()
    {
        RealPair pair = RealPair.Create(1);
        var random = new Random(1);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        float[] sources = Values(2 * 3 * 3), inputs = Values(2 * 4 * 2), targets = Values(2 * 4 * 2);
        using var trainer = new Seq2SeqTrainer<RealPair, float, float>(pair, new Adam { LearningRate = 0.02f },
            new() { BatchSize = 2, SourceSteps = 3, TargetSteps = 4, Loss = Loss.MeanSquaredError });
        float first = trainer.Evaluate(sources, inputs, targets);
        for (int i = 0; i < 100; i++) trainer.Step(sources, inputs, targets);
        Assert.InRange(trainer.Evaluate(sources, inputs, targets), 0, first / 4);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void ALossThatIsNotFiniteChangesNothing(int threads)
    {
        RealPair pair = RealPair.Create(1), twin = RealPair.Create(1);
        using Seq2SeqTrainer<RealPair, float, float> trainer = NewOfReals(pair, threads), other = NewOfReals(twin, threads);
        float[] sources = Training.TrainerTests.Values(Rows * SourceSteps * 3, seed: 1), inputs = Training.TrainerTests.Values(Rows * TargetSteps * 2, seed: 2);
        float[] targets = Training.TrainerTests.Values(Rows * TargetSteps * 2, seed: 3), bad = [.. targets];
        bad[(3 * TargetSteps + 2) * 2] = float.PositiveInfinity;
        bad[^1] = float.NaN;
        Assert.Equal(other.Step(sources, inputs, targets), trainer.Step(sources, inputs, targets));
        Assert.Equal("The loss is NaN in step 2, first in row 3; no parameter was changed.",
            Assert.Throws<NotFiniteNumberException>(() => trainer.Step(sources, inputs, bad)).Message);
        Assert.Equal(float.NaN, trainer.Evaluate(sources, inputs, bad));
        Assert.Equal(other.Step(sources, inputs, targets), trainer.Step(sources, inputs, targets));
        Assert.Equal(twin.Parameters.Span, pair.Parameters.Span);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void AGradientThatIsNotFiniteIsNamed(int threads)
    {
        // With zeros for everything else all states and outputs are zero; what flows back through the head and U overflows.
        RealPair pair = new();
        pair.Parameters.Write("decoder.dense.weight", [.. Enumerable.Repeat(1e30f, 12)]);
        pair.Parameters.Write("decoder.lstm2.weight_hh_l0", [.. Enumerable.Repeat(1e20f, 4 * 6 * 6)]);
        float[] before = pair.Parameters.Span.ToArray();
        using Seq2SeqTrainer<RealPair, float, float> trainer = NewOfReals(pair, threads);
        Assert.Matches(@"^The gradient of '(encoder|decoder)\..*' is (NaN|-?Infinity) at index \d+ in step 1; no parameter was changed\.$", Assert.Throws<NotFiniteNumberException>(() =>
            trainer.Step(new float[Rows * SourceSteps * 3], new float[Rows * TargetSteps * 2], [.. Enumerable.Repeat(1f, Rows * TargetSteps * 2)])).Message);
        Assert.Equal(before, pair.Parameters.Span);
    }

    [Fact]
    public void AWrongBatchIsRefused()
    {
        GruPair pair = GruPair.Create(1);
        using var trainer = New(pair, new Sgd(), new());
        Says("sources: expected 30 values, found 29.", () => trainer.Step(_sources.AsSpan(1), _targetInputs, _classes));
        Says("targetLengths[3]: expected 1 to 4, found 5.", () => trainer.Step(_sources, _targetInputs, _classes, default, [4, 4, 4, 5, 4]));
        Says("sourceLengths[0]: expected 1 to 6, found 0.", () => trainer.Step(_sources, _targetInputs, _classes, [0, 1, 1, 1, 1]));
        Says("'sources' must hold token ids from 0 to 6 at index 8; it holds 7.", () => trainer.Step([.. _sources[..8], 7, .. _sources[9..]], _targetInputs, _classes));
        Says("classes[0]: expected a class below 8, found 8.", () => trainer.Step(_sources, _targetInputs, [8, .. _classes[1..]]));
        Says("TeacherForcing below 1 feeds a model its own choices", () => new Seq2SeqTrainer<RealPair, float, float>(new(), new Sgd(), new() { TeacherForcing = 0.5f, Loss = Loss.Huber }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Seq2SeqTrainerOptions { TeacherForcing = 1.5f });

        static void Says(string message, Action call) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void TeacherForcingIsRefusedWhereItIsLoweredLater()
    {
        var pair = RealPair.Create(1);
        Seq2SeqTrainerOptions options = new() { BatchSize = Rows, SourceSteps = SourceSteps, TargetSteps = TargetSteps, Loss = Loss.Huber };
        using var trainer = new Seq2SeqTrainer<RealPair, float, float>(pair, new Sgd(), options);
        options.TeacherForcing = 0.5f;
        float[] before = pair.Parameters.Span.ToArray();
        Assert.StartsWith("TeacherForcing below 1 feeds a model its own choices", Assert.ThrowsAny<ArgumentException>(() =>
            trainer.Step(new float[Rows * SourceSteps * 3], new float[Rows * TargetSteps * 2], [.. Enumerable.Repeat(1f, Rows * TargetSteps * 2)])).Message);
        Assert.Equal(before, pair.Parameters.Span);
    }

    private static Seq2SeqTrainer<RealPair, float, float> NewOfReals(RealPair pair, int threads) =>
        new(pair, new Adam(), new() { BatchSize = Rows, SourceSteps = SourceSteps, TargetSteps = TargetSteps, Loss = Loss.Huber, Threads = threads });

    private static Seq2SeqTrainer<GruPair, int, int> New(GruPair pair, Optimizer optimizer, Seq2SeqTrainerOptions o, int rows = Rows, int sourceSteps = SourceSteps) =>
        new(pair, optimizer, new() { BatchSize = rows, SourceSteps = sourceSteps, TargetSteps = TargetSteps, GradientClip = o.GradientClip, Threads = o.Threads, TeacherForcing = o.TeacherForcing });
}

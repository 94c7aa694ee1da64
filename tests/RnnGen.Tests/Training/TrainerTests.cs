using RnnGen.Tests.Formats;
using ElmanModel = RnnGen.Tests.Training.HandModel<RnnGen.Tests.Training.Elman>;
using ElmanLastModel = RnnGen.Tests.Training.HandModel<RnnGen.Tests.Training.ElmanLast>;
using LinearModel = RnnGen.Tests.Training.HandModel<RnnGen.Tests.Training.Linear>;

namespace RnnGen.Tests.Training;

public class TrainerTests
{
    private const int Rows = 3;
    private const int Steps = 6;

    [Fact]
    public void GradientsAndLossAreTheMeans()
    {
        // The trainer's whole chain against central differences of its own Evaluate.
        ElmanModel model = ElmanModel.Random(1);
        var trainer = new Trainer<ElmanModel, float>(model, new Sgd { LearningRate = 1 }, Options(Loss.SoftmaxCrossEntropy));
        float[] inputs = Values(Rows * Steps * 2, seed: 2), before = model.Parameters.Span.ToArray();
        int[] classes = Classes(Rows * Steps, seed: 3), lengths = [6, 2, 4];
        float loss = trainer.Evaluate(inputs, classes, lengths);
        TrainingResult result = trainer.Step(inputs, classes, lengths);
        Assert.Equal(loss, result.Loss);
        float[] gradient = before.Zip(model.Parameters.Span.ToArray(), (p, q) => p - q).ToArray();
        Assert.Equal(Math.Sqrt(gradient.Sum(g => (double)g * g)), result.GradientNorm, 1e-6);
        for (int i = 0; i < before.Length; i++)
        {
            const float H = 1e-2f;
            before.CopyTo(model.Parameters.Span);
            if (before[i] == 0) continue;
            model.Parameters.Span[i] = before[i] + H;
            float above = trainer.Evaluate(inputs, classes, lengths);
            model.Parameters.Span[i] = before[i] - H;
            float below = trainer.Evaluate(inputs, classes, lengths);
            // Float losses: rounding 1e-7 / H, and the difference's own error H².
            Assert.Equal((above - below) / (2 * H), gradient[i], 3e-4);
        }
    }

    [Fact]
    public void TrainingMakesTheLossSmaller()
    {
        ElmanModel model = ElmanModel.Random(1);
        var trainer = new Trainer<ElmanModel, float>(model, new Adam { LearningRate = 0.02f }, Options(Loss.SoftmaxCrossEntropy, clip: 1f));
        float[] inputs = Values(Rows * Steps * 2, seed: 2);
        int[] classes = inputs.Chunk(2).Select(x => x[0] > 0 ? 0 : x[1] > 0 ? 1 : 2).ToArray();
        float first = trainer.Step(inputs, classes).Loss, last = 0;
        for (int i = 0; i < 300; i++) last = trainer.Step(inputs, classes).Loss;
        Assert.InRange(last, 0, 0.05f * first);
    }

    [Fact]
    public void ClippingScalesTheGradientToTheGivenNorm()
    {
        LinearModel free = LinearModel.Random(1), clipped = LinearModel.Random(1);
        float[] inputs = Values(Rows * Steps * 2, seed: 2), targets = Values(Rows * Steps * 3, seed: 3), start = free.Parameters.Span.ToArray();
        TrainingResult a = new Trainer<LinearModel, float>(free, new Sgd { LearningRate = 1 }, Options(Loss.MeanSquaredError)).Step(inputs, targets);
        TrainingResult b = new Trainer<LinearModel, float>(clipped, new Sgd { LearningRate = 1 }, Options(Loss.MeanSquaredError, clip: a.GradientNorm / 2)).Step(inputs, targets);
        Assert.Equal(a, b);
        for (int i = 0; i < start.Length; i++)
        {
            Assert.Equal((free.Parameters.Span[i] - start[i]) / 2, clipped.Parameters.Span[i] - start[i], 1e-6);
        }
    }

    [Fact]
    public void ClippingByValueTakesEachElementThenTheNorm()
    {
        float[] inputs = Values(Rows * Steps * 2, seed: 2), targets = Values(Rows * Steps * 3, seed: 3);
        (float[] gradient, float norm) = Descent(new());
        Assert.Equal(NormOf(gradient), norm, 1e-6);
        float most = gradient.Max(MathF.Abs) / 3;
        float[] clamped = [.. gradient.Select(g => Math.Clamp(g, -most, most))];
        Assert.True(clamped.Zip(gradient).Count(pair => pair.First != pair.Second) is > 0 and < 12);
        Same(clamped, Descent(new() { GradientClipValue = most }));
        Same([.. clamped.Select(g => g / 2)], Descent(new() { GradientClipValue = most, GradientClip = (float)NormOf(clamped) / 2 }));

        // One step of gradient descent with η = 1 is the gradient.
        (float[] Step, float Norm) Descent(TrainerOptions clips)
        {
            LinearModel model = LinearModel.Random(1);
            float[] start = model.Parameters.Span.ToArray();
            var options = new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.MeanSquaredError, GradientClip = clips.GradientClip, GradientClipValue = clips.GradientClipValue };
            TrainingResult result = new Trainer<LinearModel, float>(model, new Sgd { LearningRate = 1 }, options).Step(inputs, targets);
            return ([.. start.Zip(model.Parameters.Span.ToArray(), (p, q) => p - q)], result.GradientNorm);
        }

        void Same(float[] expected, (float[] Step, float Norm) found)
        {
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found.Step[i], 1e-6);
            // What is told is the norm before any clipping.
            Assert.Equal(norm, found.Norm);
        }

        static double NormOf(float[] values) => Math.Sqrt(values.Sum(g => (double)g * g));
    }

    [Fact]
    public void TruncatedBackpropagationEndsAtTheWindow()
    {
        // Windows of six steps: the gradients of each are those of a sequence of six steps that starts where the last ended, and no more.
        ElmanModel model = ElmanModel.Random(1);
        float[] inputs = Values(2 * Steps * 2, seed: 2), targets = Values(2 * Steps * 3, seed: 3), start = model.Parameters.Span.ToArray();
        var still = new Trainer<ElmanModel, float>(model, Still(), new TrainerOptions { BatchSize = 1, Steps = Steps, Loss = Loss.Huber, CarryState = true });
        still.Step(inputs.AsSpan(0, Steps * 2), targets.AsSpan(0, Steps * 3));
        float found = still.Step(inputs.AsSpan(Steps * 2), targets.AsSpan(Steps * 3)).GradientNorm;

        float[] state = new float[ElmanModel.StateSize], outputs = new float[Steps * 3], dy = new float[Steps * 3], ds = new float[state.Length];
        RnnTape tape = Tape<ElmanModel>(2 * Steps);
        model.Forward(inputs.AsSpan(0, Steps * 2), state, outputs);
        var gradients = new ParameterBuffer(ElmanModel.Spec);
        model.Forward(inputs.AsSpan(Steps * 2), state, outputs, tape);
        LossFunctions.Elementwise(Loss.Huber, outputs, targets.AsSpan(Steps * 3), 1f / outputs.Length, dy);
        model.Backward(inputs.AsSpan(Steps * 2), tape, dy, gradients, [], ds);
        Assert.Equal(Gradients.Norm(gradients), found, 1e-6);

        // A window that covers the sequence gives the whole gradient, which is another one: some of it flows through the state.
        double Flow(TrainerOptions options)
        {
            ElmanModel fresh = ElmanModel.Random(1);
            var trainer = new Trainer<ElmanModel, float>(fresh, new Sgd { LearningRate = 1e-3f }, options);
            for (int at = 0; at < 2 * Steps; at += options.Steps)
            {
                trainer.Step(inputs.AsSpan(at * 2, options.Steps * 2), targets.AsSpan(at * 3, options.Steps * 3));
            }
            return start.Zip(fresh.Parameters.Span.ToArray(), (p, q) => Math.Abs(p - q)).Sum();
        }
        double covered = Flow(new() { BatchSize = 1, Steps = 2 * Steps, Loss = Loss.Huber, CarryState = true });
        Assert.Equal(Flow(new() { BatchSize = 1, Steps = 2 * Steps, Loss = Loss.Huber }), covered);
        Assert.True(Math.Abs(Flow(new() { BatchSize = 1, Steps = Steps, Loss = Loss.Huber, CarryState = true }) - covered) > 1e-2 * covered);
    }

    [Fact]
    public void CarriedStateContinuesEachRow()
    {
        // Without moving parameters, the losses of consecutive pieces are those of the whole.
        ElmanModel model = ElmanModel.Random(1);
        float[] inputs = Values(Rows * 2 * Steps * 2, seed: 2), targets = Values(Rows * 2 * Steps * 3, seed: 3);
        var whole = new Trainer<ElmanModel, float>(model, Still(), new TrainerOptions { BatchSize = Rows, Steps = 2 * Steps, Loss = Loss.Huber });
        var pieces = new Trainer<ElmanModel, float>(model, Still(), Options(Loss.Huber, carry: true));
        float expected = whole.Step(inputs, targets).Loss;
        float[] firstX = Half(inputs, 0), secondX = Half(inputs, 1), firstY = Half(targets, 0), secondY = Half(targets, 1);
        float first = pieces.Step(firstX, firstY).Loss, second = pieces.Step(secondX, secondY).Loss;
        Assert.Equal(expected, (first + second) / 2, 1e-6);

        // Evaluation carries its own states, from zero, and leaves the training's alone.
        Assert.Equal(first, pieces.Evaluate(firstX, firstY));
        Assert.Equal(second, pieces.Evaluate(secondX, secondY));
        pieces.ResetEvaluation();
        Assert.Equal(first, pieces.Evaluate(firstX, firstY));
        Assert.NotEqual(first, pieces.Step(firstX, firstY).Loss);
        pieces.ResetState();
        Assert.Equal(first, pieces.Step(firstX, firstY).Loss);
        Assert.Equal(first, pieces.Evaluate(firstX, firstY));
    }

    [Fact]
    public void WithoutCarryEveryBatchStartsAtZero()
    {
        var trainer = new Trainer<ElmanModel, float>(ElmanModel.Random(1), Still(), Options(Loss.Huber));
        float[] inputs = Values(Rows * Steps * 2, seed: 2), targets = Values(Rows * Steps * 3, seed: 3);
        Assert.Equal(trainer.Step(inputs, targets), trainer.Step(inputs, targets));
    }

    [Fact]
    public void LengthsGiveWhatTheRowsGiveAlone()
    {
        int[] lengths = [4, 1, 6];
        ElmanModel model = ElmanModel.Random(1);
        float[] inputs = Values(Rows * Steps * 2, seed: 2), targets = Values(Rows * Steps * 3, seed: 3);
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            var alone = new Trainer<ElmanModel, float>(model, Still(), new TrainerOptions { BatchSize = 1, Steps = lengths[row], Loss = Loss.MeanSquaredError });
            sum += lengths[row] * alone.Step(inputs.AsSpan(row * Steps * 2, lengths[row] * 2), targets.AsSpan(row * Steps * 3, lengths[row] * 3)).Loss;
        }
        var trainer = new Trainer<ElmanModel, float>(model, Still(), Options(Loss.MeanSquaredError));
        // What lies behind a row's end is not looked at.
        inputs[4 * 2] = targets[4 * 3] = float.NaN;
        Assert.Equal(sum / lengths.Sum(), trainer.Step(inputs, targets, lengths).Loss, 1e-6);
        Assert.Equal(sum / lengths.Sum(), trainer.Evaluate(inputs, targets, lengths), 1e-6);
    }

    [Fact]
    public void APooledModelHasOneTargetARow()
    {
        ElmanLastModel model = ElmanLastModel.Random(1);
        float[] inputs = Values(Rows * Steps * 2, seed: 2);
        var trainer = new Trainer<ElmanLastModel, float>(model, Still(), Options(Loss.SoftmaxCrossEntropy));
        float[] outputs = new float[3], state = new float[ElmanLastModel.StateSize], ignored = new float[3];
        int[] lengths = [3, 6, 6];
        model.Forward(inputs.AsSpan(0, 3 * 2), state, outputs);
        Assert.Equal((float)LossFunctions.SoftmaxCrossEntropy(outputs, [2], 1f, ignored), trainer.Step(inputs, [2, -1, -1], lengths).Loss);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var trainer = new Trainer<ElmanModel, float>(ElmanModel.Random(1), new Adam { Schedule = LearningRateSchedule.Cosine(100) },
            Options(Loss.SoftmaxCrossEntropy, clip: 0.1f, carry: true));
        float[] inputs = Values(Rows * Steps * 2, seed: 2);
        int[] classes = Classes(Rows * Steps, seed: 3), lengths = [6, 2, 4];
        trainer.Step(inputs, classes, lengths);
        trainer.Evaluate(inputs, classes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            trainer.Step(inputs, classes, lengths);
            trainer.Evaluate(inputs, classes);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static TrainerOptions Options(Loss loss, float clip = 0, bool carry = false) =>
        new() { BatchSize = Rows, Steps = Steps, Loss = loss, GradientClip = clip, CarryState = carry };

    internal static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1).ToArray();
    }

    /// <summary>Classes −1 (ignored) to 2.</summary>
    private static int[] Classes(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.Next(-1, 3)).ToArray();
    }

    /// <summary>An optimizer that leaves parameters where they are.</summary>
    private static Sgd Still() => new() { LearningRate = 0 };

    private static RnnTape Tape<TModel>(int steps) where TModel : class, IRnnModel<TModel, float> => TModel.CreateTape(steps);

    /// <summary>The first or second half of each row.</summary>
    private static float[] Half(float[] values, int half) =>
        values.Chunk(values.Length / Rows).SelectMany(row => row.Chunk(row.Length / 2).ElementAt(half)).ToArray();
}

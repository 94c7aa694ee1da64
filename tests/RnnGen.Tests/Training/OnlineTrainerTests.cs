using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Learning from a stream: predictions, gradients, the bound on a call's work, and what happens where it diverges.</summary>
public class OnlineTrainerTests
{
    private const int Window = 8, Samples = 5 * Window;
    private readonly float[] _inputs = TrainerTests.Values(Samples * 3, seed: 1), _targets = TrainerTests.Values(Samples * 2, seed: 2);

    [Fact]
    public void PredictionsAreStepsWithTheParametersOfTheirTime()
    {
        SmallStack model = SmallStack.Create(1);
        OnlineTrainer<SmallStack, float> trainer = New(model);
        SmallStack.State state = default;
        float[] expected = new float[2], prediction = new float[2];
        for (int t = 0; t < Samples; t++)
        {
            model.Step(Input(t), ref state, expected);
            float loss = trainer.Learn(Input(t), Target(t), prediction);
            Assert.Equal(expected, prediction);
            Assert.Equal((Square(0) + Square(1)) / 2, loss, 1e-6f);

            float Square(int i) => (expected[i] - _targets[t * 2 + i]) * (expected[i] - _targets[t * 2 + i]);
        }
        Assert.Equal(Samples, trainer.Samples);
    }

    // A trainer with one row and carried states does the same, but for the rounding of Step and Forward.
    [Fact]
    public void UpdatesAreThoseOfTruncatedBptt()
    {
        SmallStack online = SmallStack.Create(1), rows = SmallStack.Create(1);
        OnlineTrainer<SmallStack, float> trainer = New(online);
        using var reference = new Trainer<SmallStack, float>(rows, new Sgd { LearningRate = 0.3f },
            new TrainerOptions { BatchSize = 1, Steps = Window, Loss = Loss.MeanSquaredError, CarryState = true, GradientClip = 0.5f });
        float[] before = online.Parameters.Span.ToArray();
        for (int t = 0; t < Samples; t++)
        {
            trainer.Learn(Input(t), Target(t));
            if ((t + 1) % Window != 0) continue;
            int first = t + 1 - Window;
            TrainingResult expected = reference.Step(_inputs.AsSpan(first * 3, Window * 3), _targets.AsSpan(first * 2, Window * 2));
            Assert.Equal(expected.Loss, trainer.LastUpdate.Loss, 1e-5f);
            Assert.Equal(expected.GradientNorm, trainer.LastUpdate.GradientNorm, 1e-5f);
        }
        float moved = before.Zip(online.Parameters.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        float apart = rows.Parameters.Span.ToArray().Zip(online.Parameters.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(moved, 0.01f, 1);
        Assert.InRange(apart, 0, 1e-5f);
    }

    [Fact]
    public void NoCallDoesMoreThanAWindow()
    {
        var model = new CountingModel();
        var trainer = new OnlineTrainer<CountingModel, float>(model, new Adam(), new OnlineOptions { Window = Window, Loss = Loss.Huber });
        for (int t = 0; t < Samples; t++)
        {
            (model.StepsForward, model.StepsBackward) = (0, 0);
            trainer.Learn(Input(t), Target(t));
            bool isLast = (t + 1) % Window == 0;
            Assert.Equal(isLast ? (1 + Window, Window) : (1, 0), (model.StepsForward, model.StepsBackward));
        }
    }

    [Fact]
    public void NothingIsAllocated()
    {
        OnlineTrainer<SmallStack, float> trainer = New(SmallStack.Create(1));
        var classes = new OnlineTrainer<DroppedLstm, int>(DroppedLstm.Create(1), new Adam(), new OnlineOptions { Window = Window, Loss = Loss.SoftmaxCrossEntropy });
        float[] prediction = new float[2];
        int[] token = [3];
        // What is compiled on first use is not counted.
        LearnAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        LearnAll();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void LearnAll()
        {
            for (int t = 0; t < 2 * Window; t++)
            {
                trainer.Learn(Input(t), Target(t), prediction);
                classes.Learn(token, t % 7);
            }
        }
    }

    [Fact]
    public void ItLearns()
    {
        var trainer = new OnlineTrainer<LstmAmp, float>(LstmAmp.Create(1), new Adam { LearningRate = 1e-2f }, new OnlineOptions { Window = 16, Loss = Loss.MeanSquaredError });
        double first = 0, last = 0;
        const int samples = 4000;
        for (int t = 0; t < samples; t++)
        {
            float loss = trainer.Learn([MathF.Sin(t * 0.3f)], [MathF.Sin((t + 1) * 0.3f)]);
            if (t < 200) first += loss;
            if (t >= samples - 200) last += loss;
        }
        Assert.True(last < first / 20, $"{first / 200} at first, {last / 200} at last.");
    }

    [Fact]
    public void ALossThatIsNotFiniteChangesNothing()
    {
        SmallStack model = SmallStack.Create(1), twin = SmallStack.Create(1);
        OnlineTrainer<SmallStack, float> trainer = New(model), other = New(twin);
        float[] prediction = new float[2], expected = new float[2];
        for (int t = 0; t < Samples; t++)
        {
            // At every place of a window, its last included.
            Assert.Contains($"The loss of sample {t + 1} is NaN", Assert.Throws<NotFiniteNumberException>(() => trainer.Learn([float.NaN, 0, 0], new float[2])).Message);
            trainer.Learn(Input(t), Target(t), prediction);
            other.Learn(Input(t), Target(t), expected);
            Assert.Equal(expected, prediction);
            Assert.True(twin.Parameters.Span.SequenceEqual(model.Parameters.Span));
        }
        Assert.Equal(Samples, trainer.Samples);
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsNamed()
    {
        // With zeros for everything else h and y are zero; what flows back through the head overflows.
        SmallStack model = new();
        model.Parameters.Write("dense.weight", [.. Enumerable.Repeat(1e30f, 16)]);
        OnlineTrainer<SmallStack, float> trainer = New(model);
        float[] before = model.Parameters.Span.ToArray();
        for (int t = 0; t < Window - 1; t++) trainer.Learn(new float[3], [1e12f, 1e12f]);
        string message = Assert.Throws<NotFiniteNumberException>(() => trainer.Learn(new float[3], [1e12f, 1e12f])).Message;
        Assert.Matches(@"^The gradient of 'lstm\..*' is (NaN|-?Infinity) at index \d+ in step 1; no parameter was changed\.$", message);
        Assert.Equal(before, model.Parameters.Span.ToArray());
        Assert.Equal(Window - 1, trainer.Samples);
        // With its window given up, the stream begins anew.
        trainer.Reset();
        for (int t = 0; t < Window; t++) trainer.Learn(new float[3], new float[2]);
        Assert.Equal(2 * Window - 1, trainer.Samples);
    }

    [Fact]
    public void ResetBeginsANewStream()
    {
        SmallStack model = SmallStack.Create(1), twin = SmallStack.Create(1);
        OnlineTrainer<SmallStack, float> trainer = New(model), other = New(twin);
        for (int t = 0; t < Window / 2; t++) trainer.Learn(Input(t), Target(t));
        trainer.Reset();
        for (int t = 0; t < Window; t++)
        {
            trainer.Learn(Input(t), Target(t));
            other.Learn(Input(t), Target(t));
        }
        Assert.True(twin.Parameters.Span.SequenceEqual(model.Parameters.Span));
        Assert.True(trainer.LastUpdate.GradientNorm > 0);
    }

    [Fact]
    public void ClassesThatDoNotCount()
    {
        DroppedLstm model = DroppedLstm.Create(1);
        var trainer = new OnlineTrainer<DroppedLstm, int>(model, new Adam(), new OnlineOptions { Window = 2, Loss = Loss.SoftmaxCrossEntropy });
        float[] before = model.Parameters.Span.ToArray();
        for (int t = 0; t < 4; t++) Assert.Equal(0, trainer.Learn([1], -1));
        Assert.Equal(before, model.Parameters.Span.ToArray());
        trainer.Learn([1], -1);
        float loss = trainer.Learn([1], 2);
        Assert.InRange(loss, 1, 3);
        Assert.NotEqual(before, model.Parameters.Span.ToArray());
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        OnlineTrainer<SmallStack, float> trainer = New(SmallStack.Create(1));
        var ofClasses = new OnlineTrainer<DroppedLstm, int>(DroppedLstm.Create(1), new Adam(), new OnlineOptions { Loss = Loss.SoftmaxCrossEntropy });
        Wrong("input: expected 3 values, found 2", () => trainer.Learn(new float[2], new float[2]));
        Wrong("target: expected 2 values, found 1", () => trainer.Learn(new float[3], new float[1]));
        Wrong("prediction: expected 2 values, found 1", () => trainer.Learn(new float[3], new float[2], new float[1]));
        Wrong("expected float targets for MeanSquaredError", () => trainer.Learn(new float[3], 1));
        Wrong("expected a class for SoftmaxCrossEntropy", () => ofClasses.Learn([1], new float[7]));
        Wrong("class: expected one below 7, found 7", () => ofClasses.Learn([1], 7));
        Wrong("0 to 6", () => ofClasses.Learn([7], 1));
        Wrong("The model gives one output for a whole sequence (OutputMode.LastStep)", () =>
            _ = new OnlineTrainer<LastOfLstm, float>(LastOfLstm.Create(1), new Adam(), new OnlineOptions { Loss = Loss.Huber }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnlineOptions { Window = 0 });
        Assert.Contains("Window 2000000000: expected at most", Assert.Throws<ArgumentOutOfRangeException>(() =>
            new OnlineTrainer<SmallStack, float>(SmallStack.Create(1), new Adam(), new OnlineOptions { Window = 2_000_000_000 })).Message);

        static void Wrong(string message, Action action) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message);
    }

    private static OnlineTrainer<SmallStack, float> New(SmallStack model) => new(model, new Sgd { LearningRate = 0.3f },
        new OnlineOptions { Window = Window, Loss = Loss.MeanSquaredError, GradientClip = 0.5f });

    private ReadOnlySpan<float> Input(int t) => _inputs.AsSpan(t * 3, 3);

    private ReadOnlySpan<float> Target(int t) => _targets.AsSpan(t * 2, 2);
}

using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Counts and quotients worked out by hand, and the trainer's way to them.</summary>
public class ClassificationMetricsTests
{
    // Class 0: TP 1, FP 1, FN 1. Class 1: TP 2, FP 1, FN 0. Class 2: TP 1, FP 0, FN 1. Class 3 never occurs.
    private static readonly int[] Actual = [0, 0, 1, 1, -1, 2, 2];
    private static readonly int[] Predicted = [0, 1, 1, 1, 0, 0, 2];

    [Fact]
    public void QuotientsFollowTheirDefinitions()
    {
        ClassificationMetrics metrics = Counted();
        Assert.Equal((6, 4, 4 / 6.0), (metrics.Count, metrics.Correct, metrics.Accuracy));
        Close(1 / 2.0, 1 / 2.0, 1 / 2.0, 2, metrics.Of(0));
        Close(2 / 3.0, 1, 4 / 5.0, 2, metrics.Of(1));
        Close(1, 1 / 2.0, 2 / 3.0, 2, metrics.Of(2));
        Close(0, 0, 0, 0, metrics.Of(3));
        Close(4 / 6.0, 4 / 6.0, 4 / 6.0, 6, metrics.Micro());
        Close(3 / 4.0, 3 / 4.0, 3 / 4.0, 4, metrics.Micro(1, 2));
        Close((1 / 2.0 + 2 / 3.0 + 1) / 3, (1 / 2.0 + 1 + 1 / 2.0) / 3, (1 / 2.0 + 4 / 5.0 + 2 / 3.0) / 3, 6, metrics.Macro());
        Close((2 / 3.0 + 0) / 2, 1 / 2.0, (4 / 5.0 + 0) / 2, 2, metrics.Macro(1, 3));
        Assert.Equal([(0, 0, 1L), (0, 1, 1L), (1, 1, 2L), (2, 0, 1L), (2, 2, 1L)], metrics.AllConfusions());
        Assert.Equal((1, 0), (metrics.Confusions(2, 0), metrics.Confusions(0, 2)));

        metrics.Clear();
        Assert.Equal((0, 0, 0, 0), (metrics.Count, metrics.Accuracy, metrics.Micro().F1, metrics.Macro().F1));
        Assert.Empty(metrics.AllConfusions());
    }

    [Fact]
    public void OutputsAreCountedByTheirLargest()
    {
        var metrics = new ClassificationMetrics(3);
        metrics.Add([0, 2, 1, /**/ 5, 5, 1, /**/ float.NegativeInfinity, -3, -2, /**/ 9, 0, 0], [1, 0, 2, -1]);
        Assert.Equal((3, 3), (metrics.Count, metrics.Correct));
        Assert.Equal(1, metrics.Confusions(0, 0));
    }

    [Fact]
    public void MistakesAreNamedAndNothingIsCounted()
    {
        var metrics = new ClassificationMetrics(3);
        Assert.Contains("outputs: expected 6 values, found 5", Assert.Throws<ArgumentException>(() => metrics.Add(new float[5], [0, 1])).Message);
        Assert.Contains("classes: expected a class below 3, found 3", Assert.Throws<ArgumentException>(() => metrics.Add(new float[6], [0, 3])).Message);
        Assert.Contains("predicted: expected a class from 0, found -1", Assert.Throws<ArgumentException>(() => metrics.Add(0, -1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Of(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationMetrics(0));
        Assert.Equal(0, metrics.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATrainerCountsWhatTheModelSays(int threads)
    {
        const int Rows = 5, Steps = 4;
        var random = new Random(1);
        int[] lengths = [4, 1, 3, 2, 4], inputs = [.. Enumerable.Range(0, Rows * Steps * 3).Select(_ => random.Next(4))];
        int[] classes = [.. Enumerable.Range(0, Rows * Steps).Select(_ => random.Next(-1, 5))];
        Tagger model = Tagger.Create(3);
        var options = new TrainerOptions { BatchSize = Rows, Steps = Steps, Threads = threads };
        using var trainer = new Trainer<Tagger, int>(model, new Sgd(), options);
        ClassificationMetrics expected = new(5), found = new(5);
        for (int row = 0; row < Rows; row++)
        {
            Tagger.State state = default;
            var outputs = new float[lengths[row] * 5];
            model.Forward(inputs.AsSpan(row * Steps * 3, lengths[row] * 3), ref state, outputs);
            expected.Add(outputs, classes.AsSpan(row * Steps, lengths[row]));
        }
        Assert.Equal(trainer.Evaluate(inputs, classes, lengths), trainer.Evaluate(inputs, classes, found, lengths));
        Assert.Equal(expected.AllConfusions(), found.AllConfusions());
        Assert.InRange(found.Count, 6, 14);
        Assert.Contains("metrics: expected 5 classes, found 4", Assert.Throws<ArgumentException>(() => trainer.Evaluate(inputs, classes, new ClassificationMetrics(4))).Message);

        using var last = new Trainer<LastOfLstm, float>(LastOfLstm.Create(1), new Sgd(), options);
        var pooled = new ClassificationMetrics(3);
        last.Evaluate(new float[Rows * Steps * 3], [0, 1, 2, -1, 0], pooled);
        Assert.Equal(4, pooled.Count);
    }

    private static ClassificationMetrics Counted()
    {
        var metrics = new ClassificationMetrics(4);
        for (int i = 0; i < Actual.Length; i++) metrics.Add(Actual[i], Predicted[i]);
        return metrics;
    }

    private static void Close(double precision, double recall, double f1, long support, ClassScore found)
    {
        Assert.Equal(precision, found.Precision, 1e-15);
        Assert.Equal(recall, found.Recall, 1e-15);
        Assert.Equal(f1, found.F1, 1e-15);
        Assert.Equal(support, found.Support);
    }
}

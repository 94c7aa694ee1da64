namespace RnnGen.Tests.Training;

/// <summary>Losses against formulas in double, gradients against central differences of those.</summary>
public class LossTests
{
    private static readonly float[] Outputs = [0.3f, -2.5f, 4f, 0f, 1e-4f, -60f, 80f, 0.9f, -1.2f, 1.7f, 2f, -0.01f];
    private static readonly float[] TargetValues = [0.1f, 1f, 0f, 0.5f, 0f, 0f, 1f, 0f, 0.25f, 1f, 0.8f, 1f];

    private static readonly Dictionary<Loss, Func<double, double, double>> Formulas = new()
    {
        [Loss.MeanSquaredError] = (y, t) => Math.Pow(y - t, 2),
        [Loss.Huber] = (y, t) => Math.Abs(y - t) <= 1 ? 0.5 * Math.Pow(y - t, 2) : Math.Abs(y - t) - 0.5,
        [Loss.SigmoidCrossEntropy] = (y, t) => t * Softplus(-y) + (1 - t) * Softplus(y),
    };

    [Theory, InlineData(Loss.MeanSquaredError), InlineData(Loss.Huber), InlineData(Loss.SigmoidCrossEntropy)]
    public void ElementwiseLossesFollowTheirFormulas(Loss loss)
    {
        const float Scale = 0.25f;
        const double Step = 1e-6;
        float[] gradients = new float[Outputs.Length];
        double sum = LossFunctions.Elementwise(loss, Outputs, TargetValues, Scale, gradients);
        Func<double, double, double> formula = Formulas[loss];
        double expected = Outputs.Zip(TargetValues, (y, t) => formula(y, t)).Sum();
        Assert.Equal(expected, sum, 1e-12 * expected);
        for (int i = 0; i < Outputs.Length; i++)
        {
            double difference = (formula(Outputs[i] + Step, TargetValues[i]) - formula(Outputs[i] - Step, TargetValues[i])) / (2 * Step);
            Assert.Equal(Scale * difference, gradients[i], 1e-6 * (1 + Math.Abs(difference)));
        }
    }

    [Theory, InlineData(1), InlineData(3), InlineData(8), InlineData(65), InlineData(300)]
    public void SoftmaxCrossEntropyFollowsItsFormula(int size)
    {
        const int Rows = 4;
        const float Scale = 0.5f;
        var random = new Random(size);
        float[] outputs = Enumerable.Range(0, Rows * size).Select(_ => 20 * random.NextSingle() - 10).ToArray();
        int[] classes = [0, -1, size - 1, size / 2];
        float[] gradients = Enumerable.Repeat(float.NaN, outputs.Length).ToArray();
        double sum = LossFunctions.SoftmaxCrossEntropy(outputs, classes, Scale, gradients), expected = 0;
        for (int row = 0; row < Rows; row++)
        {
            double[] z = outputs.Skip(row * size).Take(size).Select(value => (double)value).ToArray();
            double total = z.Sum(Math.Exp);
            if (classes[row] >= 0) expected += Math.Log(total) - z[classes[row]];
            for (int j = 0; j < size; j++)
            {
                double gradient = classes[row] < 0 ? 0 : Scale * (Math.Exp(z[j]) / total - (j == classes[row] ? 1 : 0));
                // A few float roundings of values up to Scale.
                Assert.Equal(gradient, gradients[row * size + j], 2e-7);
            }
        }
        // Float exponentials: relative error 1e-7 of the sum below the logarithm, so absolute in the loss.
        Assert.Equal(expected, sum, Rows * 3e-7);
    }

    /// <summary>Added up in floats, even in eight of them side by side, so many equal terms lose digits at every addition.</summary>
    [Fact]
    public void ALargeVocabularyLosesNoDigits()
    {
        const int Size = 50_000;
        float[] outputs = new float[Size], gradients = new float[Size];
        outputs[0] = 3f;
        double expected = Math.Log(Math.Exp(3) + (Size - 1)), sum = LossFunctions.SoftmaxCrossEntropy(outputs, [1], 1f, gradients);
        // The terms are one float each, right to half of its last place.
        Assert.Equal(expected, sum, 1e-7);
        Assert.Equal(Math.Exp(3) / (Math.Exp(3) + (Size - 1)), gradients[0], 1e-10);
    }

    /// <summary>Rows shorter than a vector, and of two vectors and a rest.</summary>
    [Theory, InlineData(3), InlineData(37)]
    public void GradientsMayStandWhereTheOutputsAre(int size)
    {
        float[] outputs = [.. TrainerTests.Values(2 * size, seed: 1).Select(y => 3 * y)], gradients = new float[2 * size];
        float[] targets = [.. Enumerable.Range(0, 2 * size).Select(i => (float)(i % 2))];
        foreach (Loss loss in Enum.GetValues<Loss>())
        {
            float[] both = [.. outputs];
            double expected = loss == Loss.SoftmaxCrossEntropy ? LossFunctions.SoftmaxCrossEntropy(outputs, [size - 1, 0], 0.5f, gradients) : LossFunctions.Elementwise(loss, outputs, targets, 0.5f, gradients);
            double sum = loss == Loss.SoftmaxCrossEntropy ? LossFunctions.SoftmaxCrossEntropy(both, [size - 1, 0], 0.5f, both) : LossFunctions.Elementwise(loss, both, targets, 0.5f, both);
            Assert.Equal(expected, sum);
            Assert.Equal(gradients, both);
        }
    }

    [Fact]
    public void LargeLogitsDoNotOverflow()
    {
        float[] gradients = new float[3];
        Assert.Equal(2e30, LossFunctions.SoftmaxCrossEntropy([1e30f, 0, -1e30f], [2], 1f, gradients), 1e24);
        Assert.Equal([1, 0, -1], gradients);
        Assert.Equal(0, LossFunctions.SoftmaxCrossEntropy([1e30f, 0, float.NegativeInfinity], [0], 1f, gradients));
        Assert.True(double.IsNaN(LossFunctions.SoftmaxCrossEntropy([float.NaN, 0, 1], [2], 1f, gradients)));
        Assert.Equal(1e30, LossFunctions.Elementwise(Loss.SigmoidCrossEntropy, [1e30f], [0], 1f, gradients), 1e24);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}

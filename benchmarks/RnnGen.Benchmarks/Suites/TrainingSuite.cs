using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Suites;

/// <summary>Training: a call runs one sequence forward and backward, the gradients beginning at zero; no optimizer.</summary>
internal static class TrainingSuite
{
    /// <summary>Steps of the sequence.</summary>
    public const int Steps = 64;

    /// <summary>The contestants of one shape.</summary>
    public static Race Of(CellShape shape)
    {
        CellWeights weights = CellWeights.Random(shape, seed: 1);
        float[] x = CellWeights.Fill(new float[Steps * shape.Inputs], new Random(2), 1);
        float[] dh = CellWeights.Fill(new float[Steps * shape.Hidden], new Random(3), 1);
        double[] xInDouble = [.. x], dhInDouble = [.. dh];
        ITrainableCell plain = CellFactory.PlainLoop(weights, Steps);
        IGeneratedCell generated = CellFactory.Generated(weights, Steps);
        var reference = new ReferenceCell(weights);
        var h = new float[Steps * shape.Hidden];
        var gradients = new CellWeights(shape);
        return new($"train {shape}", Steps,
        [
            new("plain loop", () =>
            {
                gradients.Clear();
                plain.ForwardBackward(x, dh, h, gradients);
            }),
            new("generated", () => generated.ForwardBackward(x, dh, h)),
            new("ReferenceNetwork", () => reference.ForwardBackward(xInDouble, dhInDouble)),
        ]);
    }
}

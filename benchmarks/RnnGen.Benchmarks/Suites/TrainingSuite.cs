using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Suites;

/// <summary>Training: a call runs one sequence forward and backward; no optimizer.</summary>
public static class TrainingSuite
{
    /// <summary>Steps of the sequence.</summary>
    public const int Steps = 32;

    /// <summary>The contestants of one shape.</summary>
    public static Race Of(CellShape shape)
    {
        CellWeights weights = CellWeights.Random(shape, seed: 1);
        float[] inputs = CellWeights.Fill(new float[Steps * shape.Inputs], new Random(2), 1);
        float[] dh = CellWeights.Fill(new float[Steps * shape.Hidden], new Random(3), 1);
        ITrainableCell plain = CellFactory.PlainLoop(weights, Steps);
        var h = new float[Steps * shape.Hidden];
        var gradients = new CellWeights(shape);
        return new($"train {shape}", Steps,
        [
            new("plain loop", () =>
            {
                gradients.Clear();
                plain.ForwardBackward(inputs, dh, h, gradients);
            }),
        ]);
    }
}

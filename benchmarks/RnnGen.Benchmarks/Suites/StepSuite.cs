using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Suites;

/// <summary>Inference: a call runs some steps, the state going on from call to call.</summary>
public static class StepSuite
{
    /// <summary>Steps in a call: enough that the call itself costs nothing.</summary>
    public const int Steps = 64;

    /// <summary>The contestants of one shape.</summary>
    public static Race Of(CellShape shape)
    {
        CellWeights weights = CellWeights.Random(shape, seed: 1);
        float[] inputs = CellWeights.Fill(new float[Steps * shape.Inputs], new Random(2), 1);
        return new($"step {shape}", Steps,
        [
            Entry("plain loop", CellFactory.PlainLoop(weights, Steps)),
            Entry("TensorPrimitives", CellFactory.TensorPrimitives(weights)),
        ]);

        Contestant Entry(string name, ICell cell)
        {
            var state = new float[shape.StateSize];
            return new(name, () =>
            {
                for (int t = 0; t < Steps; t++) cell.Step(inputs.AsSpan(t * shape.Inputs, shape.Inputs), state);
            });
        }
    }
}

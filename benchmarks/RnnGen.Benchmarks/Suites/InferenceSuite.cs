using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Generated;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks.Suites;

/// <summary>Inference: a call runs some steps, the state going on from call to call.</summary>
internal static class InferenceSuite
{
    /// <summary>Steps in a call: enough that the call itself costs nothing.</summary>
    public const int Steps = 64;

    /// <summary>The contestants of one shape: one call for each step.</summary>
    public static Race StepsOf(CellShape shape)
    {
        (CellWeights weights, float[] x) = Data(shape);
        return new($"step {shape}", Steps,
        [
            Stepping("plain loop", CellFactory.PlainLoop(weights, Steps), x, shape),
            Stepping("TensorPrimitives", CellFactory.TensorPrimitives(weights), x, shape),
            Stepping("generated", CellFactory.Generated(weights, Steps), x, shape),
        ]);
    }

    /// <summary>The contestants of one shape: one call for the sequence, where they have such a call.</summary>
    public static Race SequencesOf(CellShape shape)
    {
        (CellWeights weights, float[] x) = Data(shape);
        IGeneratedCell generated = CellFactory.Generated(weights, Steps);
        var reference = new ReferenceCell(weights);
        var state = new float[shape.StateSize];
        var h = new float[Steps * shape.Hidden];
        double[] xInDouble = [.. x];
        return new($"sequence {shape}", Steps,
        [
            Stepping("plain loop", CellFactory.PlainLoop(weights, Steps), x, shape),
            new("generated", () => generated.Sequence(x, state, h)),
            new("ReferenceNetwork", () => reference.Forward(xInDouble)),
        ]);
    }

    private static (CellWeights Weights, float[] X) Data(CellShape shape) =>
        (CellWeights.Random(shape, seed: 1), CellWeights.Fill(new float[Steps * shape.Inputs], new Random(2), 1));

    private static Contestant Stepping(string name, ICell cell, float[] x, CellShape shape)
    {
        var state = new float[shape.StateSize];
        return new(name, () =>
        {
            for (int t = 0; t < Steps; t++) cell.Step(x.AsSpan(t * shape.Inputs, shape.Inputs), state);
        });
    }
}

using RnnGen.Benchmarks.PlainLoop;
using RnnGen.Benchmarks.TensorLoop;

namespace RnnGen.Benchmarks.Cells;

/// <summary>The hand-written cells.</summary>
public static class CellFactory
{
    /// <summary>As in a textbook.</summary>
    public static ITrainableCell PlainLoop(CellWeights weights, int maxSteps) => weights.Shape.Kind switch
    {
        CellKind.Rnn => new PlainRnn(weights),
        CellKind.Lstm => new PlainLstm(weights, maxSteps),
        _ => new PlainGru(weights, maxSteps),
    };

    /// <summary>With the library's vector functions.</summary>
    public static ICell TensorPrimitives(CellWeights weights) => weights.Shape.Kind switch
    {
        CellKind.Rnn => new TensorRnn(weights),
        CellKind.Lstm => new TensorLstm(weights),
        _ => new TensorGru(weights),
    };
}

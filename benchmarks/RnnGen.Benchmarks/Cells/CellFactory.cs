using RnnGen.Benchmarks.Generated;
using RnnGen.Benchmarks.PlainLoop;
using RnnGen.Benchmarks.TensorLoop;

namespace RnnGen.Benchmarks.Cells;

/// <summary>The contestants of every shape.</summary>
internal static class CellFactory
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

    /// <summary>Compiled by the generator.</summary>
    public static IGeneratedCell Generated(CellWeights weights, int maxSteps) => (weights.Shape.Kind, weights.Shape.Inputs, weights.Shape.Hidden) switch
    {
        (CellKind.Rnn, 1, 16) => new GeneratedCell<Rnn1To16>(weights, maxSteps),
        (CellKind.Rnn, 16, 32) => new GeneratedCell<Rnn16To32>(weights, maxSteps),
        (CellKind.Rnn, 64, 128) => new GeneratedCell<Rnn64To128>(weights, maxSteps),
        (CellKind.Lstm, 1, 16) => new GeneratedCell<Lstm1To16>(weights, maxSteps),
        (CellKind.Lstm, 16, 32) => new GeneratedCell<Lstm16To32>(weights, maxSteps),
        (CellKind.Lstm, 64, 128) => new GeneratedCell<Lstm64To128>(weights, maxSteps),
        (CellKind.Gru, 1, 16) => new GeneratedCell<Gru1To16>(weights, maxSteps),
        (CellKind.Gru, 16, 32) => new GeneratedCell<Gru16To32>(weights, maxSteps),
        (CellKind.Gru, 64, 128) => new GeneratedCell<Gru64To128>(weights, maxSteps),
        _ => throw new ArgumentException($"No model is declared for {weights.Shape}.", nameof(weights)),
    };
}

using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Generated;

/// <summary>The library's reference engine as a contestant: plain loops in double, made to be read.</summary>
internal sealed class ReferenceCell
{
    private readonly ReferenceNetwork _network;

    public ReferenceCell(CellWeights weights)
    {
        CellShape shape = weights.Shape;
        _network = new ReferenceNetwork(new ModelSpec(new InputSpec(shape.Inputs), shape.Kind switch
        {
            CellKind.Rnn => new RnnSpec(shape.Hidden),
            CellKind.Lstm => new LstmSpec(shape.Hidden),
            _ => new GruSpec(shape.Hidden),
        }));
        foreach ((string name, float[] tensor) in weights.Named)
        {
            double[] values = _network.Parameters[name];
            for (int i = 0; i < values.Length; i++) values[i] = tensor[i];
        }
    }

    /// <summary>A sequence from a zero state.</summary>
    public ReferenceRun Forward(double[] x) => _network.Forward(x);

    /// <summary>The same and back.</summary>
    public ReferenceGradients ForwardBackward(double[] x, double[] dh) => _network.Backward(_network.Forward(x), dh);
}

namespace RnnGen;

/// <summary>h' = φ(W·x + U·h + b)</summary>
internal sealed class RnnCell(CellNode node, RnnSpec spec, ReferenceTensors parameters, double[]? mask) : Cell(node, mask)
{
    private readonly GateSums _sums = new(node, parameters, 0, 1);
    private readonly List<Record> _records = [];

    private sealed record Record(double[] X, double[] H, double[] Z);

    protected override void Step(double[] x, double[] h, CellState state)
    {
        double[] z = _sums.Forward(x, h);
        _records.Add(new Record(x, h, z));
        state.H = z.Select(value => spec.Activation.Value(value)).ToArray();
    }

    protected override void StepBackward(int k, CellState dstate, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        (double[] x, double[] h, double[] z) = _records[k];
        // Forward: h' = φ(z).
        double[] dz = dstate.H.Zip(z, (d, value) => d * spec.Activation.Derivative(value)).ToArray();
        _sums.Backward(dz, x, h, dx, dh, gradients);
        dstate.H = new double[dh.Length];
    }
}

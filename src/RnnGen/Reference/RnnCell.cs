namespace RnnGen;

/// <summary>h' = φ(W·x + U·h + b)</summary>
internal sealed class RnnCell(CellNode node, RnnSpec spec, ReferenceTensors parameters) : Cell(node)
{
    private readonly Gate _gate = new(node, parameters, 0);
    private readonly List<Record> _records = [];

    private sealed record Record(double[] X, double[] H, double[] Z);

    protected override void Step(double[] x, CellState state)
    {
        double[] z = _gate.Forward(x, state.H);
        _records.Add(new Record(x, state.H, z));

        state.H = new double[spec.Hidden];
        for (int u = 0; u < spec.Hidden; u++) state.H[u] = spec.Activation.Value(z[u]);
    }

    protected override double[] StepBackward(int k, CellState dstate, ReferenceTensors gradients)
    {
        (double[] x, double[] h, double[] z) = _records[k];
        double[] dx = new double[x.Length], dh = new double[h.Length], dz = new double[z.Length];
        for (int u = 0; u < spec.Hidden; u++)
        {
            // Forward: h' = φ(z).
            dz[u] = dstate.H[u] * spec.Activation.Derivative(z[u]);
        }
        _gate.Backward(dz, x, h, dx, dh, gradients);
        dstate.H = dh;
        return dx;
    }
}

namespace RnnGen;

/// <summary>z = σ(W_z·x + b_z), h̃ = W_h·x + b_h, h' = (1 − z)∘h + z∘h̃</summary>
internal sealed class MinGruCell(CellNode node, MinGruSpec spec, ReferenceTensors parameters) : Cell(node, mask: null)
{
    private static readonly ActivationSpec s_sigmoid = Activation.Sigmoid;

    private readonly Summand _input = Summand.OfInput(node, parameters, 0, 2);
    private readonly List<Record> _records = [];

    /// <summary>The inputs, and z_z, then h̃.</summary>
    private sealed record Record(double[] X, double[] H, double[] Z);

    protected override void Step(double[] x, double[] h, CellState state)
    {
        double[] sums = _input.Forward(x);
        _records.Add(new Record(x, h, sums));
        state.H = new double[spec.Hidden];
        for (int u = 0; u < spec.Hidden; u++)
        {
            double z = s_sigmoid.Value(sums[u]), candidate = sums[spec.Hidden + u];
            state.H[u] = (1 - z) * h[u] + z * candidate;
        }
    }

    protected override void StepBackward(int k, CellState dstate, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        (double[] x, double[] h, double[] sums) = _records[k];
        double[] dsums = new double[sums.Length], dhNew = dstate.H;
        dstate.H = new double[spec.Hidden];
        for (int u = 0; u < spec.Hidden; u++)
        {
            // Forward: h' = (1 − z)·h + z·h̃, z = σ(z_z).
            double z = s_sigmoid.Value(sums[u]), candidate = sums[spec.Hidden + u];
            dstate.H[u] = dhNew[u] * (1 - z);
            dsums[u] = dhNew[u] * (candidate - h[u]) * s_sigmoid.Derivative(sums[u]);
            dsums[spec.Hidden + u] = dhNew[u] * z;
        }
        _input.Backward(dsums, x, dx, gradients);
    }
}

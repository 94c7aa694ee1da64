namespace RnnGen;

/// <summary>
/// r z = φ(W·x + U·h + b), h' = (1 − z)∘n + z∘h, where the candidate n is
/// φ(W_n·x + b_n + r∘(U_n·h + b_hn)) or, resetting before the product, φ(W_n·x + b_n + U_n·(r∘h)).
/// </summary>
internal sealed class GruCell : Cell
{
    private readonly GruSpec _spec;
    private readonly Gate _r;
    private readonly Gate _z;
    private readonly Affine _nInput;
    private readonly Affine _nHidden;
    private readonly GateFunction _gateFunction;
    private readonly GateFunction _candidateFunction;
    private readonly List<Record> _records = [];

    public GruCell(CellNode node, GruSpec spec, ReferenceTensors parameters) : base(node)
    {
        _spec = spec;
        // PyTorch's order of the gates.
        _r = new Gate(node, parameters, 0);
        _z = new Gate(node, parameters, 1);
        _nInput = Gate.InputPart(node, parameters, 2);
        _nHidden = Gate.HiddenPart(node, parameters, 2, spec.Bias && !ResetsBefore ? "bias_hn" : null);
        _gateFunction = new GateFunction(spec.GateActivation, spec.Clip);
        _candidateFunction = new GateFunction(spec.Activation, spec.Clip);
    }

    private bool ResetsBefore => _spec.Reset == GruReset.BeforeProduct;

    /// <summary>Inputs, pre-activations of the gates, and V: what U_n is multiplied with, Q: what comes of it.</summary>
    private sealed record Record(double[] X, double[] H, double[] Zr, double[] Zz, double[] Zn, double[] V, double[] Q);

    protected override void Step(double[] x, CellState state)
    {
        int units = _spec.Hidden;
        double[] h = state.H, zr = _r.Forward(x, h), zz = _z.Forward(x, h);
        double[] v = ResetsBefore ? Each(units, u => _gateFunction.Value(zr[u]) * h[u]) : h;   // r∘h or h
        double[] q = _nHidden.Forward(v), wx = _nInput.Forward(x);                             // U_n·v (+ b_hn), W_n·x + b_n
        double[] zn = Each(units, u => wx[u] + (ResetsBefore ? q[u] : _gateFunction.Value(zr[u]) * q[u]));
        _records.Add(new Record(x, h, zr, zz, zn, v, q));

        state.H = Each(units, u =>
        {
            double z = _gateFunction.Value(zz[u]), n = _candidateFunction.Value(zn[u]);
            return (1 - z) * n + z * h[u];
        });
    }

    protected override double[] StepBackward(int k, CellState dstate, ReferenceTensors gradients)
    {
        int units = _spec.Hidden;
        Record s = _records[k];
        double[] dhNew = dstate.H, dx = new double[s.X.Length], dh = new double[units], dv = new double[units];
        double[] r = Each(units, u => _gateFunction.Value(s.Zr[u]));

        // Forward: h' = (1 − z)·n + z·h.
        double[] dzz = Each(units, u => dhNew[u] * (s.H[u] - _candidateFunction.Value(s.Zn[u])) * _gateFunction.Derivative(s.Zz[u]));
        double[] dzn = Each(units, u => dhNew[u] * (1 - _gateFunction.Value(s.Zz[u])) * _candidateFunction.Derivative(s.Zn[u]));
        for (int u = 0; u < units; u++) dh[u] += dhNew[u] * _gateFunction.Value(s.Zz[u]);

        // Forward: z_n = W_n·x + b_n + q, or + r·q where r acts after the product.
        double[] dq = ResetsBefore ? dzn : Each(units, u => dzn[u] * r[u]);
        _nInput.Backward(dzn, s.X, dx, gradients);
        _nHidden.Backward(dq, s.V, dv, gradients);

        // Forward: v = r·h where r acts before the product; otherwise v = h and r multiplied q.
        double[] dr = ResetsBefore ? Each(units, u => dv[u] * s.H[u]) : Each(units, u => dzn[u] * s.Q[u]);
        for (int u = 0; u < units; u++) dh[u] += ResetsBefore ? dv[u] * r[u] : dv[u];

        double[] dzr = Each(units, u => dr[u] * _gateFunction.Derivative(s.Zr[u]));
        _r.Backward(dzr, s.X, s.H, dx, dh, gradients);
        _z.Backward(dzz, s.X, s.H, dx, dh, gradients);
        dstate.H = dh;
        return dx;
    }

    private static double[] Each(int units, Func<int, double> value)
    {
        var vector = new double[units];
        for (int u = 0; u < units; u++) vector[u] = value(u);
        return vector;
    }
}

namespace RnnGen;

/// <summary>
/// r z = φ(W·x + U·h + b), h' = (1 − z)∘n + z∘h, where the candidate n is
/// φ(W_n·x + b_n + r∘(U_n·h + b_hn)) or, resetting before the product, φ(W_n·x + b_n + U_n·(r∘h)).
/// </summary>
internal sealed class GruCell : Cell
{
    private readonly GruSpec _spec;
    private readonly GateSums _gates;
    private readonly Summand _nInput;
    private readonly Summand _nState;
    private readonly GateFunction _gateFunction;
    private readonly GateFunction _candidateFunction;
    private readonly List<Record> _records = [];

    public GruCell(CellNode node, GruSpec spec, ReferenceTensors parameters, double[]? mask) : base(node, mask)
    {
        _spec = spec;
        // PyTorch's order of the gates: r, z; n.
        _gates = new GateSums(node, parameters, 0, 2);
        _nInput = Summand.OfInput(node, parameters, 2, 1);
        _nState = Summand.OfState(node, parameters, 2, 1, CellPlace.HasBias(spec) && !ResetsBefore ? new TensorRows(node.NameOf("bias_hn"), 0) : null);
        _gateFunction = new GateFunction(spec.GateActivation, spec.Clip);
        _candidateFunction = new GateFunction(spec.Activation, spec.Clip);
    }

    private bool ResetsBefore => CellPlace.ResetsBefore(_spec);

    /// <summary>Inputs (H as the products see it, Old as z does), sums of r and z, sum of n, and V: what U_n is multiplied with, Q: what comes of it.</summary>
    private sealed record Record(double[] X, double[] H, double[] Old, double[] Z, double[] Zn, double[] V, double[] Q);

    protected override void Step(double[] x, double[] h, CellState state)
    {
        double[] old = state.H, sums = _gates.Forward(x, h);
        double[] v = ResetsBefore ? Each(u => R(sums, u) * h[u]) : h;            // r∘h or h
        double[] q = _nState.Forward(v), wx = _nInput.Forward(x);                // U_n·v (+ b_hn), W_n·x + b_n
        double[] zn = Each(u => wx[u] + (ResetsBefore ? q[u] : R(sums, u) * q[u]));
        _records.Add(new Record(x, h, old, sums, zn, v, q));

        state.H = Each(u =>
        {
            double z = Z(sums, u), n = _candidateFunction.Value(zn[u]);
            return (1 - z) * n + z * old[u];
        });
    }

    protected override void StepBackward(int k, CellState dstate, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        int units = _spec.Hidden;
        Record s = _records[k];
        double[] dhNew = dstate.H, dv = new double[units];

        // Forward: h' = (1 − z)·n + z·h.
        double[] dz = Each(u => dhNew[u] * (s.Old[u] - _candidateFunction.Value(s.Zn[u])));
        double[] dzn = Each(u => dhNew[u] * (1 - Z(s.Z, u)) * _candidateFunction.Derivative(s.Zn[u]));
        dstate.H = Each(u => dhNew[u] * Z(s.Z, u));

        // Forward: z_n = W_n·x + b_n + q, or + r·q where r acts after the product.
        double[] dq = ResetsBefore ? dzn : Each(u => dzn[u] * R(s.Z, u));
        _nInput.Backward(dzn, s.X, dx, gradients);
        _nState.Backward(dq, s.V, dv, gradients);

        // Forward: v = r·h where r acts before the product; otherwise v = h and r multiplied q.
        double[] dr = ResetsBefore ? Each(u => dv[u] * s.H[u]) : Each(u => dzn[u] * s.Q[u]);
        for (int u = 0; u < units; u++) dh[u] += ResetsBefore ? dv[u] * R(s.Z, u) : dv[u];

        // Forward: r = φ(z_r), z = φ(z_z).
        double[] dsums = [.. Each(u => dr[u] * _gateFunction.Derivative(s.Z[u])), .. Each(u => dz[u] * _gateFunction.Derivative(s.Z[units + u]))];
        _gates.Backward(dsums, s.X, s.H, dx, dh, gradients);
    }

    private double R(double[] sums, int u) => _gateFunction.Value(sums[u]);

    private double Z(double[] sums, int u) => _gateFunction.Value(sums[_spec.Hidden + u]);

    private double[] Each(Func<int, double> value) => Enumerable.Range(0, _spec.Hidden).Select(value).ToArray();
}

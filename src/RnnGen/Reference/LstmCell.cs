namespace RnnGen;

/// <summary>i f g o = φ(W·x + U·h + b), c' = f∘c + i∘g, m = o∘φ(c'), h' = m or, projected, W_hr·m.</summary>
internal sealed class LstmCell(CellNode node, LstmSpec spec, ReferenceTensors parameters) : Cell(node)
{
    // PyTorch's order of the gates.
    private readonly Gate _i = new(node, parameters, 0);
    private readonly Gate _f = new(node, parameters, 1);
    private readonly Gate _g = new(node, parameters, 2);
    private readonly Gate _o = new(node, parameters, 3);

    private readonly Affine? _projection = spec.Projection > 0
        ? new Affine(parameters, spec.Projection, spec.Hidden, new TensorRows(node.NameOf("weight_hr"), 0), bias: null)
        : null;

    private readonly GateFunction _gateFunction = new(spec.GateActivation, spec.Clip);
    private readonly GateFunction _candidateFunction = new(spec.Activation, spec.Clip);
    private readonly List<Record> _records = [];

    /// <summary>Inputs, pre-activations, the new cell before it is clipped, and m, the output before it is projected.</summary>
    private sealed record Record(double[] X, double[] H, double[] C, double[] Zi, double[] Zf, double[] Zg, double[] Zo, double[] Sum, double[] M);

    protected override void Step(double[] x, CellState state)
    {
        double[] h = state.H, c = state.C;
        var r = new Record(x, h, c, _i.Forward(x, h), _f.Forward(x, h), _g.Forward(x, h), _o.Forward(x, h),
            Sum: new double[spec.Hidden], M: new double[spec.Hidden]);
        _records.Add(r);

        state.C = new double[spec.Hidden];
        for (int u = 0; u < spec.Hidden; u++)
        {
            double i = _gateFunction.Value(r.Zi[u]), f = _gateFunction.Value(r.Zf[u]);
            double g = _candidateFunction.Value(r.Zg[u]), o = _gateFunction.Value(r.Zo[u]);
            r.Sum[u] = f * c[u] + i * g;
            state.C[u] = GateFunction.Clipped(r.Sum[u], spec.CellClip);
            r.M[u] = o * spec.OutputActivation.Value(state.C[u]);
        }
        state.H = _projection is null ? r.M : _projection.Forward(r.M);
    }

    protected override double[] StepBackward(int k, CellState dstate, ReferenceTensors gradients)
    {
        Record r = _records[k];
        double[] dzi = new double[spec.Hidden], dzf = new double[spec.Hidden], dzg = new double[spec.Hidden], dzo = new double[spec.Hidden];
        double[] dx = new double[r.X.Length], dh = new double[r.H.Length], dc = new double[r.C.Length];
        double[] dm = dstate.H;
        if (_projection is not null)
        {
            // Forward: h' = W_hr·m.
            dm = new double[spec.Hidden];
            _projection.Backward(dstate.H, r.M, dm, gradients);
        }
        for (int u = 0; u < spec.Hidden; u++)
        {
            double i = _gateFunction.Value(r.Zi[u]), f = _gateFunction.Value(r.Zf[u]);
            double g = _candidateFunction.Value(r.Zg[u]), o = _gateFunction.Value(r.Zo[u]);
            double cNew = GateFunction.Clipped(r.Sum[u], spec.CellClip);

            // Forward: m = o·φ(c'); c' also left as state.
            double @do = dm[u] * spec.OutputActivation.Value(cNew);
            double dcNew = dstate.C[u] + dm[u] * o * spec.OutputActivation.Derivative(cNew);

            // Forward: c' = clip(f·c + i·g).
            if (!GateFunction.IsInside(r.Sum[u], spec.CellClip)) dcNew = 0;
            double df = dcNew * r.C[u], di = dcNew * g, dg = dcNew * i;
            dc[u] = dcNew * f;

            // Forward: i = φ(z_i), and so on.
            dzi[u] = di * _gateFunction.Derivative(r.Zi[u]);
            dzf[u] = df * _gateFunction.Derivative(r.Zf[u]);
            dzg[u] = dg * _candidateFunction.Derivative(r.Zg[u]);
            dzo[u] = @do * _gateFunction.Derivative(r.Zo[u]);
        }
        _i.Backward(dzi, r.X, r.H, dx, dh, gradients);
        _f.Backward(dzf, r.X, r.H, dx, dh, gradients);
        _g.Backward(dzg, r.X, r.H, dx, dh, gradients);
        _o.Backward(dzo, r.X, r.H, dx, dh, gradients);
        dstate.H = dh;
        dstate.C = dc;
        return dx;
    }
}

namespace RnnGen;

/// <summary>
/// i f g o = φ(W·x + U·h + b + p∘c), c' = f∘c + i∘g, m = o∘φ(c'), h' = m or, projected, W_hr·m.
/// Coupled gates have i = 1 − f; without forget gate f = 1. With layer normalisation m = o∘φ(LN(c')).
/// </summary>
internal sealed class LstmCell : Cell
{
    private readonly LstmSpec _spec;
    private readonly int _units;
    private readonly int _i, _f, _g, _o;                    // where each gate's part of z begins; negative: it has none
    private readonly GateSums _sums;
    private readonly Peephole? _iPeephole, _fPeephole, _oPeephole;
    private readonly LayerNormalization? _norm;
    private readonly Affine? _projection;
    private readonly GateFunction _gateFunction;
    private readonly GateFunction _candidateFunction;
    private readonly List<Record> _records = [];

    public LstmCell(CellNode node, LstmSpec spec, ReferenceTensors parameters, double[]? mask) : base(node, mask)
    {
        (_spec, _units) = (spec, spec.Hidden);
        string gates = CellGates.Of(spec);
        (_i, _f, _g, _o) = (Place('i'), Place('f'), Place('g'), Place('o'));
        _sums = new GateSums(node, parameters, 0, gates.Length);
        (_iPeephole, _fPeephole, _oPeephole) = (Peephole.Of(node, parameters, 'i'), Peephole.Of(node, parameters, 'f'), Peephole.Of(node, parameters, 'o'));
        if (spec.LayerNorm) _norm = new LayerNormalization(node, parameters, "norm_c", 0, _units);
        if (spec.Projection > 0) _projection = new Affine(parameters, spec.Projection, _units, new TensorRows(node.NameOf("weight_hr"), 0), bias: null);
        _gateFunction = new GateFunction(spec.GateActivation, spec.Clip);
        _candidateFunction = new GateFunction(spec.Activation, spec.Clip);

        int Place(char gate) => gates.IndexOf(gate, StringComparison.Ordinal) * _units;
    }

    /// <summary>Inputs, pre-activations, the new cell before it is clipped and after, what φ is applied to, and m, the output before it is projected.</summary>
    private sealed record Record(double[] X, double[] H, double[] C, double[] Z, double[] Sum, double[] CNew, double[] N, double[] M);

    protected override void Step(double[] x, double[] h, CellState state)
    {
        double[] c = state.C, z = _sums.Forward(x, h);
        _iPeephole?.Forward(z, c);
        _fPeephole?.Forward(z, c);
        double[] sum = new double[_units], cNew = new double[_units], m = new double[_units];
        for (int u = 0; u < _units; u++)
        {
            sum[u] = F(z, u) * c[u] + I(z, u) * G(z, u);
            cNew[u] = GateFunction.Clipped(sum[u], _spec.CellClip);
        }
        _oPeephole?.Forward(z, cNew);
        double[] n = _norm is null ? cNew : _norm.Forward(cNew);
        for (int u = 0; u < _units; u++) m[u] = O(z, u) * _spec.OutputActivation.Value(n[u]);

        _records.Add(new Record(x, h, c, z, sum, cNew, n, m));
        state.C = cNew;
        state.H = _projection is null ? m : _projection.Forward(m);
    }

    protected override void StepBackward(int k, CellState dstate, double[] dx, double[] dh, ReferenceTensors gradients)
    {
        Record s = _records[k];
        double[] z = s.Z, dz = new double[z.Length], dn = new double[_units], dc = new double[_units], dm = dstate.H;
        if (_projection is not null)
        {
            // Forward: h' = W_hr·m.
            dm = new double[_units];
            _projection.Backward(dstate.H, s.M, dm, gradients);
        }
        for (int u = 0; u < _units; u++)
        {
            // Forward: m = o·φ(n), o = φ(z_o).
            dz[_o + u] = dm[u] * _spec.OutputActivation.Value(s.N[u]) * _gateFunction.Derivative(z[_o + u]);
            dn[u] = dm[u] * O(z, u) * _spec.OutputActivation.Derivative(s.N[u]);
        }
        // Forward: n = LN(c'), z_o += p_o∘c'; c' also left as state.
        double[] dcNew = _norm is null ? dn : _norm.Backward(dn, s.CNew, gradients);
        for (int u = 0; u < _units; u++) dcNew[u] += dstate.C[u];
        _oPeephole?.Backward(dz, s.CNew, dcNew, gradients);
        for (int u = 0; u < _units; u++)
        {
            // Forward: c' = clip(f·c + i·g).
            if (!GateFunction.IsInside(s.Sum[u], _spec.CellClip)) dcNew[u] = 0;
            double df = dcNew[u] * s.C[u], di = dcNew[u] * G(z, u), dg = dcNew[u] * I(z, u);
            dc[u] = dcNew[u] * F(z, u);

            // Forward: coupled, i = 1 − f.
            if (_i < 0) df -= di;

            // Forward: i = φ(z_i), and so on.
            if (_i >= 0) dz[_i + u] = di * _gateFunction.Derivative(z[_i + u]);
            if (_f >= 0) dz[_f + u] = df * _gateFunction.Derivative(z[_f + u]);
            dz[_g + u] = dg * _candidateFunction.Derivative(z[_g + u]);
        }
        // Forward: z_i += p_i∘c, z_f += p_f∘c.
        _iPeephole?.Backward(dz, s.C, dc, gradients);
        _fPeephole?.Backward(dz, s.C, dc, gradients);
        _sums.Backward(dz, s.X, s.H, dx, dh, gradients);
        dstate.C = dc;
        dstate.H = new double[dh.Length];
    }

    private double I(double[] z, int u) => _i >= 0 ? _gateFunction.Value(z[_i + u]) : 1 - F(z, u);

    private double F(double[] z, int u) => _f >= 0 ? _gateFunction.Value(z[_f + u]) : 1;

    private double G(double[] z, int u) => _candidateFunction.Value(z[_g + u]);

    private double O(double[] z, int u) => _gateFunction.Value(z[_o + u]);
}

using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.PlainLoop;

/// <summary>z = W·x + U·h + b;  i f o = σ(z), g = tanh(z);  c = f·c + i·g;  h = o·tanh(c)</summary>
internal sealed class PlainLstm(CellWeights p, int maxSteps) : ITrainableCell
{
    private readonly int _inputs = p.Shape.Inputs, _hidden = p.Shape.Hidden;

    /// <summary>Of one step: z, then the gates i f g o in its place.</summary>
    private readonly float[] _gates = new float[4 * p.Shape.Hidden];

    // The tape: gates of every step; h and c before every step and after the last.
    private readonly float[] _tapeGates = new float[maxSteps * 4 * p.Shape.Hidden];
    private readonly float[] _tapeState = new float[(maxSteps + 1) * 2 * p.Shape.Hidden];

    private readonly float[] _dz = new float[4 * p.Shape.Hidden];
    private readonly float[] _dhNext = new float[p.Shape.Hidden];
    private readonly float[] _dcNext = new float[p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> h = state[.._hidden], c = state[_hidden..];
        p.B.CopyTo(_gates, 0);
        Matrix.AddProduct(p.W, x, _gates);
        Matrix.AddProduct(p.U, h, _gates);
        for (int j = 0; j < _hidden; j++)
        {
            float i = _gates[j] = Matrix.Sigmoid(_gates[j]);
            float f = _gates[_hidden + j] = Matrix.Sigmoid(_gates[_hidden + j]);
            float g = _gates[2 * _hidden + j] = MathF.Tanh(_gates[2 * _hidden + j]);
            float o = _gates[3 * _hidden + j] = Matrix.Sigmoid(_gates[3 * _hidden + j]);
            c[j] = f * c[j] + i * g;
            h[j] = o * MathF.Tanh(c[j]);
        }
    }

    public void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h, CellWeights gradients)
    {
        int steps = x.Length / _inputs;
        StateBefore(0).Clear();
        for (int t = 0; t < steps; t++)
        {
            StateBefore(t).CopyTo(StateBefore(t + 1));
            Step(x.Slice(t * _inputs, _inputs), StateBefore(t + 1));
            _gates.CopyTo(_tapeGates, t * _gates.Length);
            StateBefore(t + 1)[.._hidden].CopyTo(h.Slice(t * _hidden, _hidden));
        }

        Array.Clear(_dhNext);
        Array.Clear(_dcNext);
        for (int t = steps - 1; t >= 0; t--)
        {
            GateGradients(t, dh.Slice(t * _hidden, _hidden));
            // z = W·x + U·h + b
            Matrix.AddOuter(_dz, x.Slice(t * _inputs, _inputs), gradients.W);
            Matrix.AddOuter(_dz, StateBefore(t)[.._hidden], gradients.U);
            Matrix.Add(_dz, gradients.B);
            Array.Clear(_dhNext);
            Matrix.AddTransposed(p.U, _dz, _dhNext);
        }
    }

    /// <summary>dz of step t; dc of the step before.</summary>
    private void GateGradients(int t, ReadOnlySpan<float> dh)
    {
        ReadOnlySpan<float> gates = _tapeGates.AsSpan(t * _gates.Length, _gates.Length);
        ReadOnlySpan<float> cBefore = StateBefore(t)[_hidden..], cAfter = StateBefore(t + 1)[_hidden..];
        for (int j = 0; j < _hidden; j++)
        {
            float i = gates[j], f = gates[_hidden + j], g = gates[2 * _hidden + j], o = gates[3 * _hidden + j];
            // h = o·tanh(c)
            float dhj = dh[j] + _dhNext[j], tanh = MathF.Tanh(cAfter[j]);
            float dO = dhj * tanh, dc = _dcNext[j] + dhj * o * (1 - tanh * tanh);
            // c' = f·c + i·g
            float di = dc * g, df = dc * cBefore[j], dg = dc * i;
            _dcNext[j] = dc * f;
            // σ' = σ·(1 − σ), tanh' = 1 − tanh²
            _dz[j] = di * i * (1 - i);
            _dz[_hidden + j] = df * f * (1 - f);
            _dz[2 * _hidden + j] = dg * (1 - g * g);
            _dz[3 * _hidden + j] = dO * o * (1 - o);
        }
    }

    private Span<float> StateBefore(int t) => _tapeState.AsSpan(t * 2 * _hidden, 2 * _hidden);
}

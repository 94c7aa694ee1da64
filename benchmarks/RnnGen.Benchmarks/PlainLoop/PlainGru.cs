using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.PlainLoop;

/// <summary>r z = σ(W·x + U·h + b);  q = U_n·h + b_hn;  n = tanh(W_n·x + b_n + r·q);  h = (1 − z)·n + z·h</summary>
internal sealed class PlainGru(CellWeights p, int maxSteps) : ITrainableCell
{
    private readonly int _inputs = p.Shape.Inputs, _hidden = p.Shape.Hidden;

    /// <summary>Of one step: the gates r z n, and q behind them.</summary>
    private readonly float[] _gates = new float[4 * p.Shape.Hidden];
    private readonly float[] _recurrent = new float[3 * p.Shape.Hidden];

    // The tape: r z n q of every step; h before every step and after the last.
    private readonly float[] _tapeGates = new float[maxSteps * 4 * p.Shape.Hidden];
    private readonly float[] _tapeState = new float[(maxSteps + 1) * p.Shape.Hidden];

    /// <summary>With respect to W·x + b, and to U·h: they differ in the candidate's rows, where r stands between.</summary>
    private readonly float[] _dInput = new float[3 * p.Shape.Hidden];
    private readonly float[] _dRecurrent = new float[3 * p.Shape.Hidden];
    private readonly float[] _dhNext = new float[p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> input = _gates.AsSpan(0, 3 * _hidden);
        p.B.CopyTo(input);
        Matrix.AddProduct(p.W, x, input);
        Array.Clear(_recurrent);
        Matrix.AddProduct(p.U, state, _recurrent);
        for (int j = 0; j < _hidden; j++)
        {
            float q = _gates[3 * _hidden + j] = _recurrent[2 * _hidden + j] + p.Bn[j];
            float r = _gates[j] = Matrix.Sigmoid(_gates[j] + _recurrent[j]);
            float z = _gates[_hidden + j] = Matrix.Sigmoid(_gates[_hidden + j] + _recurrent[_hidden + j]);
            float n = _gates[2 * _hidden + j] = MathF.Tanh(_gates[2 * _hidden + j] + r * q);
            state[j] = (1 - z) * n + z * state[j];
        }
    }

    public void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h, CellWeights gradients)
    {
        int steps = x.Length / _inputs;
        Before(0).Clear();
        for (int t = 0; t < steps; t++)
        {
            Before(t).CopyTo(Before(t + 1));
            Step(x.Slice(t * _inputs, _inputs), Before(t + 1));
            _gates.CopyTo(_tapeGates, t * _gates.Length);
            Before(t + 1).CopyTo(h.Slice(t * _hidden, _hidden));
        }

        Array.Clear(_dhNext);
        for (int t = steps - 1; t >= 0; t--)
        {
            GateGradients(t, dh.Slice(t * _hidden, _hidden));
            Matrix.AddOuter(_dInput, x.Slice(t * _inputs, _inputs), gradients.W);
            Matrix.AddOuter(_dRecurrent, Before(t), gradients.U);
            Matrix.Add(_dInput, gradients.B);
            Matrix.Add(_dRecurrent.AsSpan(2 * _hidden), gradients.Bn);
            Matrix.AddTransposed(p.U, _dRecurrent, _dhNext);
        }
    }

    /// <summary>What step t's sums get; and the part of the earlier dh that does not go through them.</summary>
    private void GateGradients(int t, ReadOnlySpan<float> dh)
    {
        ReadOnlySpan<float> gates = _tapeGates.AsSpan(t * _gates.Length, _gates.Length), before = Before(t);
        for (int j = 0; j < _hidden; j++)
        {
            float r = gates[j], z = gates[_hidden + j], n = gates[2 * _hidden + j], q = gates[3 * _hidden + j];
            // h' = (1 − z)·n + z·h
            float dhj = dh[j] + _dhNext[j];
            float dz = dhj * (before[j] - n), dn = dhj * (1 - z);
            _dhNext[j] = dhj * z;
            // n = tanh(… + r·q)
            float dCandidate = dn * (1 - n * n);
            float dr = dCandidate * q;
            _dInput[j] = _dRecurrent[j] = dr * r * (1 - r);
            _dInput[_hidden + j] = _dRecurrent[_hidden + j] = dz * z * (1 - z);
            _dInput[2 * _hidden + j] = dCandidate;
            _dRecurrent[2 * _hidden + j] = dCandidate * r;
        }
    }

    private Span<float> Before(int t) => _tapeState.AsSpan(t * _hidden, _hidden);
}

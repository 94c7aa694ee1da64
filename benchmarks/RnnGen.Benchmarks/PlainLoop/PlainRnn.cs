using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.PlainLoop;

/// <summary>h = tanh(W·x + U·h + b)</summary>
internal sealed class PlainRnn(CellWeights p) : ITrainableCell
{
    private readonly int _inputs = p.Shape.Inputs, _hidden = p.Shape.Hidden;
    private readonly float[] _z = new float[p.Shape.Hidden];
    private readonly float[] _dz = new float[p.Shape.Hidden];
    private readonly float[] _dhNext = new float[p.Shape.Hidden];
    private readonly float[] _zero = new float[p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        p.B.CopyTo(_z, 0);
        Matrix.AddProduct(p.W, x, _z);
        Matrix.AddProduct(p.U, state, _z);
        for (int j = 0; j < _hidden; j++) state[j] = MathF.Tanh(_z[j]);
    }

    public void ForwardBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> dh, Span<float> h, CellWeights gradients)
    {
        int steps = x.Length / _inputs;
        for (int t = 0; t < steps; t++)
        {
            Span<float> ht = h.Slice(t * _hidden, _hidden);
            Before(h, t).CopyTo(ht);
            Step(x.Slice(t * _inputs, _inputs), ht);
        }

        Array.Clear(_dhNext);
        for (int t = steps - 1; t >= 0; t--)
        {
            // h = tanh(z), so dz = dh · (1 − h²).
            for (int j = 0; j < _hidden; j++)
            {
                float ht = h[t * _hidden + j];
                _dz[j] = (dh[t * _hidden + j] + _dhNext[j]) * (1 - ht * ht);
            }
            // z = W·x + U·h + b
            Matrix.AddOuter(_dz, x.Slice(t * _inputs, _inputs), gradients.W);
            Matrix.AddOuter(_dz, Before(h, t), gradients.U);
            Matrix.Add(_dz, gradients.B);
            Array.Clear(_dhNext);
            Matrix.AddTransposed(p.U, _dz, _dhNext);
        }
    }

    private ReadOnlySpan<float> Before(ReadOnlySpan<float> h, int t) => t == 0 ? _zero : h.Slice((t - 1) * _hidden, _hidden);
}

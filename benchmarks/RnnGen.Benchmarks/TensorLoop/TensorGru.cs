using System.Numerics.Tensors;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.TensorLoop;

/// <summary>r z = σ(W·x + U·h + b);  q = U_n·h + b_hn;  n = tanh(W_n·x + b_n + r·q);  h = (1 − z)·n + z·h</summary>
internal sealed class TensorGru(CellWeights p) : ICell
{
    private readonly int _hidden = p.Shape.Hidden;
    private readonly float[] _input = new float[3 * p.Shape.Hidden];
    private readonly float[] _recurrent = new float[3 * p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        p.B.CopyTo(_input, 0);
        TensorMatrix.AddProduct(p.W, x, _input);
        Array.Clear(_recurrent);
        p.Bn.CopyTo(_recurrent, 2 * _hidden);
        TensorMatrix.AddProduct(p.U, state, _recurrent);

        Span<float> gates = _input.AsSpan(0, 2 * _hidden), r = gates[.._hidden], z = gates[_hidden..];
        TensorPrimitives.Add(gates, _recurrent.AsSpan(0, 2 * _hidden), gates);
        TensorPrimitives.Sigmoid(gates, gates);
        Span<float> n = _input.AsSpan(2 * _hidden), q = _recurrent.AsSpan(2 * _hidden);
        TensorPrimitives.MultiplyAdd(r, q, n, n);
        TensorPrimitives.Tanh(n, n);
        // h = n + z·(h − n)
        TensorPrimitives.Subtract(state, n, state);
        TensorPrimitives.MultiplyAdd(z, state, n, state);
    }
}

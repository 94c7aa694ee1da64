using System.Numerics.Tensors;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.TensorLoop;

/// <summary>z = W·x + U·h + b;  i f o = σ(z), g = tanh(z);  c = f·c + i·g;  h = o·tanh(c)</summary>
internal sealed class TensorLstm(CellWeights p) : ICell
{
    private readonly int _hidden = p.Shape.Hidden;
    private readonly float[] _z = new float[4 * p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        Span<float> h = state[.._hidden], c = state[_hidden..];
        p.B.CopyTo(_z, 0);
        TensorMatrix.AddProduct(p.W, x, _z);
        TensorMatrix.AddProduct(p.U, h, _z);

        Span<float> i = Gate(0), f = Gate(1), g = Gate(2), o = Gate(3);
        Span<float> both = _z.AsSpan(0, 2 * _hidden);
        TensorPrimitives.Sigmoid(both, both);
        TensorPrimitives.Tanh(g, g);
        TensorPrimitives.Sigmoid(o, o);
        TensorPrimitives.Multiply(i, g, g);
        TensorPrimitives.MultiplyAdd(f, c, g, c);
        TensorPrimitives.Tanh(c, h);
        TensorPrimitives.Multiply(h, o, h);
    }

    private Span<float> Gate(int gate) => _z.AsSpan(gate * _hidden, _hidden);
}

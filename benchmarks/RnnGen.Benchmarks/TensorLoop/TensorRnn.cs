using System.Numerics.Tensors;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.TensorLoop;

/// <summary>h = tanh(W·x + U·h + b)</summary>
internal sealed class TensorRnn(CellWeights p) : ICell
{
    private readonly float[] _z = new float[p.Shape.Hidden];

    public void Step(ReadOnlySpan<float> x, Span<float> state)
    {
        p.B.CopyTo(_z, 0);
        TensorMatrix.AddProduct(p.W, x, _z);
        TensorMatrix.AddProduct(p.U, state, _z);
        TensorPrimitives.Tanh(_z, state);
    }
}

using System.Numerics.Tensors;

namespace RnnGen.Benchmarks.TensorLoop;

/// <summary>Products with a row-major matrix by TensorPrimitives.</summary>
internal static class TensorMatrix
{
    /// <summary>z += M·v, a dot product for every row.</summary>
    public static void AddProduct(float[] m, ReadOnlySpan<float> v, Span<float> z)
    {
        for (int row = 0; row < z.Length; row++) z[row] += TensorPrimitives.Dot(m.AsSpan(row * v.Length, v.Length), v);
    }
}

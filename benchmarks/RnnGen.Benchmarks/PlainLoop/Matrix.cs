namespace RnnGen.Benchmarks.PlainLoop;

/// <summary>Products with a row-major matrix, as one writes them without a second thought.</summary>
internal static class Matrix
{
    /// <summary>row · v</summary>
    public static float Dot(ReadOnlySpan<float> row, ReadOnlySpan<float> v)
    {
        float sum = 0;
        for (int i = 0; i < v.Length; i++) sum += row[i] * v[i];
        return sum;
    }

    /// <summary>z += M·v</summary>
    public static void AddProduct(float[] m, ReadOnlySpan<float> v, Span<float> z)
    {
        for (int row = 0; row < z.Length; row++) z[row] += Dot(m.AsSpan(row * v.Length, v.Length), v);
    }

    /// <summary>dM += dz·vᵀ</summary>
    public static void AddOuter(ReadOnlySpan<float> dz, ReadOnlySpan<float> v, float[] dm)
    {
        for (int row = 0; row < dz.Length; row++)
        {
            Span<float> dRow = dm.AsSpan(row * v.Length, v.Length);
            for (int i = 0; i < v.Length; i++) dRow[i] += dz[row] * v[i];
        }
    }

    /// <summary>dv += Mᵀ·dz</summary>
    public static void AddTransposed(float[] m, ReadOnlySpan<float> dz, Span<float> dv)
    {
        for (int row = 0; row < dz.Length; row++)
        {
            ReadOnlySpan<float> mRow = m.AsSpan(row * dv.Length, dv.Length);
            for (int i = 0; i < dv.Length; i++) dv[i] += dz[row] * mRow[i];
        }
    }

    /// <summary>v += dv</summary>
    public static void Add(ReadOnlySpan<float> dv, Span<float> v)
    {
        for (int i = 0; i < v.Length; i++) v[i] += dv[i];
    }

    /// <summary>σ(z) = 1 / (1 + e^−z)</summary>
    public static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));
}

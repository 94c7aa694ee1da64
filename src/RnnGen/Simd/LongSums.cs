using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnGen.Simd;

/// <summary>Sums over many floats in double, several at a time: in floats, 50,000 equal addends lose the fourth digit one by one, and the fifth in sixteen sums side by side. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LongSums
{
    /// <summary>Σ x_j over <paramref name="count"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ref float x, int count)
    {
        Vector<double> sums = Vector<double>.Zero;
        int j = 0;
        for (; j <= count - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref x, (nuint)j), out Vector<double> low, out Vector<double> high);
            sums += low + high;
        }
        double sum = Vector.Sum(sums);
        for (; j < count; j++) sum += Unsafe.Add(ref x, j);
        return sum;
    }

    /// <summary>Σ x_j·y_j over <paramref name="count"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ref float x, ref float y, int count)
    {
        Vector<double> sums = Vector<double>.Zero;
        int j = 0;
        for (; j <= count - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref x, (nuint)j), out Vector<double> xLow, out Vector<double> xHigh);
            Vector.Widen(Vector.LoadUnsafe(ref y, (nuint)j), out Vector<double> yLow, out Vector<double> yHigh);
            sums += xLow * yLow + xHigh * yHigh;
        }
        double sum = Vector.Sum(sums);
        for (; j < count; j++) sum += (double)Unsafe.Add(ref x, j) * Unsafe.Add(ref y, j);
        return sum;
    }
}

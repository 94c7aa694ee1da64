using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnGen.Simd;

/// <content>512 bits: 4 rows at a time (16 sums, a weight and 4 values fit 32 registers), then one by one.</content>
public static partial class RowProducts
{
    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum1_512(int rows, ref float start, int startStride, ref float w, int wStride, int count,
        ref float x, int xStride, ref float z, int zStride)
    {
        int most = ValuesAtOnce(rows, count, 1 * Vector512<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles1_512(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles1_512(int rows, ref float start, int startStride, ref float w, int wStride, int count,
        ref float x, int xStride, ref float z, int zStride)
    {
        int n = 0;
        for (; n <= rows - 4; n += 4)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float xc = ref Unsafe.Add(ref xb, xStride);
            ref float xd = ref Unsafe.Add(ref xc, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float sc = ref Unsafe.Add(ref sb, startStride);
            ref float sd = ref Unsafe.Add(ref sc, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            ref float zc = ref Unsafe.Add(ref zb, zStride);
            ref float zd = ref Unsafe.Add(ref zc, zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa);
            Vector512<float> b0 = Vector512.LoadUnsafe(ref sb);
            Vector512<float> c0 = Vector512.LoadUnsafe(ref sc);
            Vector512<float> d0 = Vector512.LoadUnsafe(ref sd);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j)), vb = Vector512.Create(Unsafe.Add(ref xb, j)), vc = Vector512.Create(Unsafe.Add(ref xc, j)), vd = Vector512.Create(Unsafe.Add(ref xd, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector512.MultiplyAddEstimate(k0, vb, b0);
                c0 = Vector512.MultiplyAddEstimate(k0, vc, c0);
                d0 = Vector512.MultiplyAddEstimate(k0, vd, d0);
            }
            a0.StoreUnsafe(ref za);
            b0.StoreUnsafe(ref zb);
            c0.StoreUnsafe(ref zc);
            d0.StoreUnsafe(ref zd);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
            }
            a0.StoreUnsafe(ref za);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum2_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 2 * Vector512<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles2_512(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles2_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 4; n += 4)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float xc = ref Unsafe.Add(ref xb, xStride);
            ref float xd = ref Unsafe.Add(ref xc, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float sc = ref Unsafe.Add(ref sb, startStride);
            ref float sd = ref Unsafe.Add(ref sc, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            ref float zc = ref Unsafe.Add(ref zb, zStride);
            ref float zd = ref Unsafe.Add(ref zc, zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, last);
            Vector512<float> b0 = Vector512.LoadUnsafe(ref sb), b1 = Vector512.LoadUnsafe(ref sb, last);
            Vector512<float> c0 = Vector512.LoadUnsafe(ref sc), c1 = Vector512.LoadUnsafe(ref sc, last);
            Vector512<float> d0 = Vector512.LoadUnsafe(ref sd), d1 = Vector512.LoadUnsafe(ref sd, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j)), vb = Vector512.Create(Unsafe.Add(ref xb, j)), vc = Vector512.Create(Unsafe.Add(ref xc, j)), vd = Vector512.Create(Unsafe.Add(ref xd, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector512.MultiplyAddEstimate(k0, vb, b0);
                c0 = Vector512.MultiplyAddEstimate(k0, vc, c0);
                d0 = Vector512.MultiplyAddEstimate(k0, vd, d0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector512.MultiplyAddEstimate(k1, vb, b1);
                c1 = Vector512.MultiplyAddEstimate(k1, vc, c1);
                d1 = Vector512.MultiplyAddEstimate(k1, vd, d1);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, last);
            c0.StoreUnsafe(ref zc);
            c1.StoreUnsafe(ref zc, last);
            d0.StoreUnsafe(ref zd);
            d1.StoreUnsafe(ref zd, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, last);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum3_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 3 * Vector512<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles3_512(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles3_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 4; n += 4)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float xc = ref Unsafe.Add(ref xb, xStride);
            ref float xd = ref Unsafe.Add(ref xc, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float sc = ref Unsafe.Add(ref sb, startStride);
            ref float sd = ref Unsafe.Add(ref sc, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            ref float zc = ref Unsafe.Add(ref zb, zStride);
            ref float zd = ref Unsafe.Add(ref zc, zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, 16), a2 = Vector512.LoadUnsafe(ref sa, last);
            Vector512<float> b0 = Vector512.LoadUnsafe(ref sb), b1 = Vector512.LoadUnsafe(ref sb, 16), b2 = Vector512.LoadUnsafe(ref sb, last);
            Vector512<float> c0 = Vector512.LoadUnsafe(ref sc), c1 = Vector512.LoadUnsafe(ref sc, 16), c2 = Vector512.LoadUnsafe(ref sc, last);
            Vector512<float> d0 = Vector512.LoadUnsafe(ref sd), d1 = Vector512.LoadUnsafe(ref sd, 16), d2 = Vector512.LoadUnsafe(ref sd, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j)), vb = Vector512.Create(Unsafe.Add(ref xb, j)), vc = Vector512.Create(Unsafe.Add(ref xc, j)), vd = Vector512.Create(Unsafe.Add(ref xd, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector512.MultiplyAddEstimate(k0, vb, b0);
                c0 = Vector512.MultiplyAddEstimate(k0, vc, c0);
                d0 = Vector512.MultiplyAddEstimate(k0, vd, d0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector512.MultiplyAddEstimate(k1, vb, b1);
                c1 = Vector512.MultiplyAddEstimate(k1, vc, c1);
                d1 = Vector512.MultiplyAddEstimate(k1, vd, d1);
                Vector512<float> k2 = Vector512.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector512.MultiplyAddEstimate(k2, va, a2);
                b2 = Vector512.MultiplyAddEstimate(k2, vb, b2);
                c2 = Vector512.MultiplyAddEstimate(k2, vc, c2);
                d2 = Vector512.MultiplyAddEstimate(k2, vd, d2);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 16);
            a2.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, 16);
            b2.StoreUnsafe(ref zb, last);
            c0.StoreUnsafe(ref zc);
            c1.StoreUnsafe(ref zc, 16);
            c2.StoreUnsafe(ref zc, last);
            d0.StoreUnsafe(ref zd);
            d1.StoreUnsafe(ref zd, 16);
            d2.StoreUnsafe(ref zd, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, 16), a2 = Vector512.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
                Vector512<float> k2 = Vector512.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector512.MultiplyAddEstimate(k2, va, a2);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 16);
            a2.StoreUnsafe(ref za, last);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum4_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 4 * Vector512<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles4_512(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles4_512(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 4; n += 4)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float xc = ref Unsafe.Add(ref xb, xStride);
            ref float xd = ref Unsafe.Add(ref xc, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float sc = ref Unsafe.Add(ref sb, startStride);
            ref float sd = ref Unsafe.Add(ref sc, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            ref float zc = ref Unsafe.Add(ref zb, zStride);
            ref float zd = ref Unsafe.Add(ref zc, zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, 16), a2 = Vector512.LoadUnsafe(ref sa, 32), a3 = Vector512.LoadUnsafe(ref sa, last);
            Vector512<float> b0 = Vector512.LoadUnsafe(ref sb), b1 = Vector512.LoadUnsafe(ref sb, 16), b2 = Vector512.LoadUnsafe(ref sb, 32), b3 = Vector512.LoadUnsafe(ref sb, last);
            Vector512<float> c0 = Vector512.LoadUnsafe(ref sc), c1 = Vector512.LoadUnsafe(ref sc, 16), c2 = Vector512.LoadUnsafe(ref sc, 32), c3 = Vector512.LoadUnsafe(ref sc, last);
            Vector512<float> d0 = Vector512.LoadUnsafe(ref sd), d1 = Vector512.LoadUnsafe(ref sd, 16), d2 = Vector512.LoadUnsafe(ref sd, 32), d3 = Vector512.LoadUnsafe(ref sd, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j)), vb = Vector512.Create(Unsafe.Add(ref xb, j)), vc = Vector512.Create(Unsafe.Add(ref xc, j)), vd = Vector512.Create(Unsafe.Add(ref xd, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector512.MultiplyAddEstimate(k0, vb, b0);
                c0 = Vector512.MultiplyAddEstimate(k0, vc, c0);
                d0 = Vector512.MultiplyAddEstimate(k0, vd, d0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector512.MultiplyAddEstimate(k1, vb, b1);
                c1 = Vector512.MultiplyAddEstimate(k1, vc, c1);
                d1 = Vector512.MultiplyAddEstimate(k1, vd, d1);
                Vector512<float> k2 = Vector512.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector512.MultiplyAddEstimate(k2, va, a2);
                b2 = Vector512.MultiplyAddEstimate(k2, vb, b2);
                c2 = Vector512.MultiplyAddEstimate(k2, vc, c2);
                d2 = Vector512.MultiplyAddEstimate(k2, vd, d2);
                Vector512<float> k3 = Vector512.LoadUnsafe(ref row, 3 * gap);
                a3 = Vector512.MultiplyAddEstimate(k3, va, a3);
                b3 = Vector512.MultiplyAddEstimate(k3, vb, b3);
                c3 = Vector512.MultiplyAddEstimate(k3, vc, c3);
                d3 = Vector512.MultiplyAddEstimate(k3, vd, d3);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 16);
            a2.StoreUnsafe(ref za, 32);
            a3.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, 16);
            b2.StoreUnsafe(ref zb, 32);
            b3.StoreUnsafe(ref zb, last);
            c0.StoreUnsafe(ref zc);
            c1.StoreUnsafe(ref zc, 16);
            c2.StoreUnsafe(ref zc, 32);
            c3.StoreUnsafe(ref zc, last);
            d0.StoreUnsafe(ref zd);
            d1.StoreUnsafe(ref zd, 16);
            d2.StoreUnsafe(ref zd, 32);
            d3.StoreUnsafe(ref zd, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector512<float> a0 = Vector512.LoadUnsafe(ref sa), a1 = Vector512.LoadUnsafe(ref sa, 16), a2 = Vector512.LoadUnsafe(ref sa, 32), a3 = Vector512.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector512<float> va = Vector512.Create(Unsafe.Add(ref xa, j));
                Vector512<float> k0 = Vector512.LoadUnsafe(ref row);
                a0 = Vector512.MultiplyAddEstimate(k0, va, a0);
                Vector512<float> k1 = Vector512.LoadUnsafe(ref row, gap);
                a1 = Vector512.MultiplyAddEstimate(k1, va, a1);
                Vector512<float> k2 = Vector512.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector512.MultiplyAddEstimate(k2, va, a2);
                Vector512<float> k3 = Vector512.LoadUnsafe(ref row, 3 * gap);
                a3 = Vector512.MultiplyAddEstimate(k3, va, a3);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 16);
            a2.StoreUnsafe(ref za, 32);
            a3.StoreUnsafe(ref za, last);
        }
    }
}

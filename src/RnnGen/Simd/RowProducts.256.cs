using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnGen.Simd;

/// <content>256 bits: 2 rows at a time (8 sums, a weight and 2 values fit 16 registers; 8 of one vector), then one by one.</content>
public static partial class RowProducts
{
    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum1_256(int rows, ref float start, int startStride, ref float w, int wStride, int count,
        ref float x, int xStride, ref float z, int zStride)
    {
        int most = ValuesAtOnce(rows, count, 1 * Vector256<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles1_256(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles1_256(int rows, ref float start, int startStride, ref float w, int wStride, int count,
        ref float x, int xStride, ref float z, int zStride)
    {
        int n = 0;
        for (; n <= rows - 8; n += 8)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float xc = ref Unsafe.Add(ref xb, xStride);
            ref float xd = ref Unsafe.Add(ref xc, xStride);
            ref float xe = ref Unsafe.Add(ref xd, xStride);
            ref float xf = ref Unsafe.Add(ref xe, xStride);
            ref float xg = ref Unsafe.Add(ref xf, xStride);
            ref float xh = ref Unsafe.Add(ref xg, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float sc = ref Unsafe.Add(ref sb, startStride);
            ref float sd = ref Unsafe.Add(ref sc, startStride);
            ref float se = ref Unsafe.Add(ref sd, startStride);
            ref float sf = ref Unsafe.Add(ref se, startStride);
            ref float sg = ref Unsafe.Add(ref sf, startStride);
            ref float sh = ref Unsafe.Add(ref sg, startStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref sb);
            Vector256<float> c0 = Vector256.LoadUnsafe(ref sc);
            Vector256<float> d0 = Vector256.LoadUnsafe(ref sd);
            Vector256<float> e0 = Vector256.LoadUnsafe(ref se);
            Vector256<float> f0 = Vector256.LoadUnsafe(ref sf);
            Vector256<float> g0 = Vector256.LoadUnsafe(ref sg);
            Vector256<float> h0 = Vector256.LoadUnsafe(ref sh);
            for (int j = 0; j < count; j++)
            {
                Vector256<float> k0 = Vector256.LoadUnsafe(ref w, (nuint)(j * wStride));
                a0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xa, j)), a0);
                b0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xb, j)), b0);
                c0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xc, j)), c0);
                d0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xd, j)), d0);
                e0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xe, j)), e0);
                f0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xf, j)), f0);
                g0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xg, j)), g0);
                h0 = Vector256.MultiplyAddEstimate(k0, Vector256.Create(Unsafe.Add(ref xh, j)), h0);
            }
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            a0.StoreUnsafe(ref za);
            b0.StoreUnsafe(ref Unsafe.Add(ref za, 1 * zStride));
            c0.StoreUnsafe(ref Unsafe.Add(ref za, 2 * zStride));
            d0.StoreUnsafe(ref Unsafe.Add(ref za, 3 * zStride));
            e0.StoreUnsafe(ref Unsafe.Add(ref za, 4 * zStride));
            f0.StoreUnsafe(ref Unsafe.Add(ref za, 5 * zStride));
            g0.StoreUnsafe(ref Unsafe.Add(ref za, 6 * zStride));
            h0.StoreUnsafe(ref Unsafe.Add(ref za, 7 * zStride));
        }
        for (; n <= rows - 2; n += 2)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref sb);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j)), vb = Vector256.Create(Unsafe.Add(ref xb, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector256.MultiplyAddEstimate(k0, vb, b0);
            }
            a0.StoreUnsafe(ref za);
            b0.StoreUnsafe(ref zb);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
            }
            a0.StoreUnsafe(ref za);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum2_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 2 * Vector256<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles2_256(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles2_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 2; n += 2)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, last);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref sb), b1 = Vector256.LoadUnsafe(ref sb, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j)), vb = Vector256.Create(Unsafe.Add(ref xb, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector256.MultiplyAddEstimate(k0, vb, b0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector256.MultiplyAddEstimate(k1, vb, b1);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, last);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum3_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 3 * Vector256<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles3_256(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles3_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 2; n += 2)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, 8), a2 = Vector256.LoadUnsafe(ref sa, last);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref sb), b1 = Vector256.LoadUnsafe(ref sb, 8), b2 = Vector256.LoadUnsafe(ref sb, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j)), vb = Vector256.Create(Unsafe.Add(ref xb, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector256.MultiplyAddEstimate(k0, vb, b0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector256.MultiplyAddEstimate(k1, vb, b1);
                Vector256<float> k2 = Vector256.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector256.MultiplyAddEstimate(k2, va, a2);
                b2 = Vector256.MultiplyAddEstimate(k2, vb, b2);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 8);
            a2.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, 8);
            b2.StoreUnsafe(ref zb, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, 8), a2 = Vector256.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
                Vector256<float> k2 = Vector256.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector256.MultiplyAddEstimate(k2, va, a2);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 8);
            a2.StoreUnsafe(ref za, last);
        }
    }

    /// <inheritdoc cref="RowProducts"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum4_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int most = ValuesAtOnce(rows, count, 4 * Vector256<float>.Count);
        for (int first = 0; first < count; first += most)
        {
            Tiles4_256(rows, ref start, startStride, ref Unsafe.Add(ref w, first * wStride), wStride, gap, Math.Min(count - first, most),
                ref Unsafe.Add(ref x, first), xStride, ref z, zStride, last);
            start = ref z;
            startStride = zStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles4_256(int rows, ref float start, int startStride, ref float w, int wStride, nuint gap, int count,
        ref float x, int xStride, ref float z, int zStride, nuint last)
    {
        int n = 0;
        for (; n <= rows - 2; n += 2)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float xb = ref Unsafe.Add(ref xa, xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float sb = ref Unsafe.Add(ref sa, startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            ref float zb = ref Unsafe.Add(ref za, zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, 8), a2 = Vector256.LoadUnsafe(ref sa, 16), a3 = Vector256.LoadUnsafe(ref sa, last);
            Vector256<float> b0 = Vector256.LoadUnsafe(ref sb), b1 = Vector256.LoadUnsafe(ref sb, 8), b2 = Vector256.LoadUnsafe(ref sb, 16), b3 = Vector256.LoadUnsafe(ref sb, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j)), vb = Vector256.Create(Unsafe.Add(ref xb, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                b0 = Vector256.MultiplyAddEstimate(k0, vb, b0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
                b1 = Vector256.MultiplyAddEstimate(k1, vb, b1);
                Vector256<float> k2 = Vector256.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector256.MultiplyAddEstimate(k2, va, a2);
                b2 = Vector256.MultiplyAddEstimate(k2, vb, b2);
                Vector256<float> k3 = Vector256.LoadUnsafe(ref row, 3 * gap);
                a3 = Vector256.MultiplyAddEstimate(k3, va, a3);
                b3 = Vector256.MultiplyAddEstimate(k3, vb, b3);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 8);
            a2.StoreUnsafe(ref za, 16);
            a3.StoreUnsafe(ref za, last);
            b0.StoreUnsafe(ref zb);
            b1.StoreUnsafe(ref zb, 8);
            b2.StoreUnsafe(ref zb, 16);
            b3.StoreUnsafe(ref zb, last);
        }
        for (; n < rows; n++)
        {
            ref float xa = ref Unsafe.Add(ref x, n * xStride);
            ref float sa = ref Unsafe.Add(ref start, n * startStride);
            ref float za = ref Unsafe.Add(ref z, n * zStride);
            Vector256<float> a0 = Vector256.LoadUnsafe(ref sa), a1 = Vector256.LoadUnsafe(ref sa, 8), a2 = Vector256.LoadUnsafe(ref sa, 16), a3 = Vector256.LoadUnsafe(ref sa, last);
            for (int j = 0; j < count; j++)
            {
                ref float row = ref Unsafe.Add(ref w, j * wStride);
                Vector256<float> va = Vector256.Create(Unsafe.Add(ref xa, j));
                Vector256<float> k0 = Vector256.LoadUnsafe(ref row);
                a0 = Vector256.MultiplyAddEstimate(k0, va, a0);
                Vector256<float> k1 = Vector256.LoadUnsafe(ref row, gap);
                a1 = Vector256.MultiplyAddEstimate(k1, va, a1);
                Vector256<float> k2 = Vector256.LoadUnsafe(ref row, 2 * gap);
                a2 = Vector256.MultiplyAddEstimate(k2, va, a2);
                Vector256<float> k3 = Vector256.LoadUnsafe(ref row, 3 * gap);
                a3 = Vector256.MultiplyAddEstimate(k3, va, a3);
            }
            a0.StoreUnsafe(ref za);
            a1.StoreUnsafe(ref za, 8);
            a2.StoreUnsafe(ref za, 16);
            a3.StoreUnsafe(ref za, last);
        }
    }
}

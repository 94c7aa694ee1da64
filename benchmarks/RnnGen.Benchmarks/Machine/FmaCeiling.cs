using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnGen.Benchmarks.Machine;

/// <summary>How many multiply-adds one core does at most: independent ones in registers, nothing loaded.</summary>
internal static class FmaCeiling
{
    private const int Rounds = 40, Loops = 20_000, Chains = 12;

    /// <summary>Multiply-adds (of one float each) a nanosecond, with the widest vectors that there are.</summary>
    public static double MultiplyAddsPerNanosecond()
    {
        double least = double.PositiveInfinity, sum = 0;
        for (int i = 0; i < Rounds; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            sum += Vector512.IsHardwareAccelerated ? Wide() : Narrow();
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        }
        int lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        return double.IsNaN(sum) ? double.NaN : (double)Loops * Chains * lanes / least;
    }

    /// <summary>Twelve chains: more than latency 4 times two a cycle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Wide()
    {
        Vector512<float> f = Vector512.Create(0.5f);
        Vector512<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int n = 0; n < Loops; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, f); b = Vector512.FusedMultiplyAdd(b, f, f); c = Vector512.FusedMultiplyAdd(c, f, f);
            d = Vector512.FusedMultiplyAdd(d, f, f); e = Vector512.FusedMultiplyAdd(e, f, f); g = Vector512.FusedMultiplyAdd(g, f, f);
            h = Vector512.FusedMultiplyAdd(h, f, f); i = Vector512.FusedMultiplyAdd(i, f, f); j = Vector512.FusedMultiplyAdd(j, f, f);
            k = Vector512.FusedMultiplyAdd(k, f, f); l = Vector512.FusedMultiplyAdd(l, f, f); m = Vector512.FusedMultiplyAdd(m, f, f);
        }
        return Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Narrow()
    {
        Vector256<float> f = Vector256.Create(0.5f);
        Vector256<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int n = 0; n < Loops; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, f); b = Vector256.FusedMultiplyAdd(b, f, f); c = Vector256.FusedMultiplyAdd(c, f, f);
            d = Vector256.FusedMultiplyAdd(d, f, f); e = Vector256.FusedMultiplyAdd(e, f, f); g = Vector256.FusedMultiplyAdd(g, f, f);
            h = Vector256.FusedMultiplyAdd(h, f, f); i = Vector256.FusedMultiplyAdd(i, f, f); j = Vector256.FusedMultiplyAdd(j, f, f);
            k = Vector256.FusedMultiplyAdd(k, f, f); l = Vector256.FusedMultiplyAdd(l, f, f); m = Vector256.FusedMultiplyAdd(m, f, f);
        }
        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }
}

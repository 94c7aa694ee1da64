using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnGen.Benchmarks.Machine;

/// <summary>How fast one core reads a stretch of memory over and over: the cache that holds it decides.</summary>
internal static class ReadSpeed
{
    private const int Rounds = 200, FloatsInALoop = 64;

    /// <summary>Bytes a nanosecond in the fastest pass over <paramref name="bytes"/> bytes.</summary>
    public static double BytesPerNanosecond(int bytes)
    {
        int floats = bytes / sizeof(float) / FloatsInALoop * FloatsInALoop;
        var memory = new AlignedBuffer(floats);
        double least = double.PositiveInfinity;
        float sum = 0;
        for (int i = 0; i < Rounds; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            sum += Read(ref memory.Origin, floats);
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        }
        return sum == 0 ? floats * (double)sizeof(float) / least : double.NaN;
    }

    /// <summary>Four sums, so that the loads and not the additions are what it waits for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Read(ref float origin, int floats)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i < (nuint)floats; i += FloatsInALoop)
        {
            a += Vector512.LoadUnsafe(ref origin, i);
            b += Vector512.LoadUnsafe(ref origin, i + 16);
            c += Vector512.LoadUnsafe(ref origin, i + 32);
            d += Vector512.LoadUnsafe(ref origin, i + 48);
        }
        return Vector512.Sum(a + b + c + d);
    }
}

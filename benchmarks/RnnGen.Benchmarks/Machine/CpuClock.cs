using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RnnGen.Benchmarks.Machine;

/// <summary>The processor's clock, from a chain of multiply-adds each of which waits for the one before.</summary>
internal static class CpuClock
{
    /// <summary>A multiply-add that needs the one before takes four cycles on every x64 core of the last ten years.</summary>
    private const int Latency = 4;

    private const int Chain = 60_000;

    /// <summary>Whether this machine has the instruction that the chain is made of.</summary>
    public static bool IsKnown => Fma.IsSupported;

    /// <summary>Cycles a nanosecond in the fastest of some short chains (65 µs each); NaN where it cannot be told.</summary>
    public static double GigaHertz(int chains = 8)
    {
        if (!IsKnown) return double.NaN;
        double least = double.PositiveInfinity;
        float sum = 0;
        for (int i = 0; i < chains; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            sum = Run(sum);
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        }
        return float.IsNaN(sum) ? double.NaN : Latency * Chain / least;
    }

    /// <summary>
    /// Goes to the fixed point 1: neither overflows nor reaches denormals. Not inlined: beside the calls of the caller the sum
    /// would live in memory, and the chain would measure that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run(float x)
    {
        for (int i = 0; i < Chain; i++) x = MathF.FusedMultiplyAdd(x, 0.5f, 0.5f);
        return x;
    }
}

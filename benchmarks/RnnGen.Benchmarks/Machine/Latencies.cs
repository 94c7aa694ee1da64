using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RnnGen.Simd;

namespace RnnGen.Benchmarks.Machine;

/// <summary>Cycles that pass until the next of a chain can begin: what a recurrent step waits for.</summary>
/// <param name="Sigmoid">From σ's argument to its value, 16 lanes.</param>
/// <param name="Tanh">The same of tanh.</param>
/// <param name="StoreToLoad">From a vector that is stored to one of its lanes, loaded and broadcast.</param>
internal sealed record Latencies(double Sigmoid, double Tanh, double StoreToLoad)
{
    /// <summary>Of a multiply-add; on every x64 core of the last ten years.</summary>
    public const double MultiplyAdd = 4;

    private const int Chain = 2000, Rounds = 200;

    /// <summary>Measured now, at this clock.</summary>
    public static Latencies Measure(double gigaHertz)
    {
        return new(Cycles(Sigmoids), Cycles(Tanhs), Cycles(Stores));

        double Cycles(Func<float> run)
        {
            double least = double.PositiveInfinity;
            float sum = 0;
            for (int i = 0; i < Rounds; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                sum += run();
                least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
            }
            return float.IsNaN(sum) ? double.NaN : least / Chain * gigaHertz;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sigmoids()
    {
        Vector512<float> v = Vector512.Create(0.5f);
        for (int i = 0; i < Chain; i++) v = VectorMath.Sigmoid(v);
        return v[0];
    }

    // Towards 0, but no nearer than 0.03.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Tanhs()
    {
        Vector512<float> v = Vector512.Create(0.5f);
        for (int i = 0; i < Chain; i++) v = VectorMath.Tanh(v);
        return v[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Stores()
    {
        var memory = new AlignedBuffer(16);
        ref float h = ref memory.Origin;
        Vector512<float> v = Vector512.Create(0.5f);
        for (int i = 0; i < Chain; i++)
        {
            v.StoreUnsafe(ref h);
            v = Vector512.Create(Unsafe.Add(ref h, 5));
        }
        return v[0];
    }
}

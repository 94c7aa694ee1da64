using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>The size of a gradient.</summary>
internal static class Gradients
{
    /// <summary>‖g‖₂, summed in double; not finite exactly where an element is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Norm(ParameterBuffer gradients)
    {
        Vector<double> sums = Vector<double>.Zero;
        foreach (Vector<float> g in BufferVectors.Of(gradients))
        {
            Vector.Widen(g, out Vector<double> low, out Vector<double> high);
            sums += low * low + high * high;
        }
        return Math.Sqrt(Vector.Sum(sums));
    }

    /// <summary>sum += g</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ParameterBuffer sum, ParameterBuffer gradients)
    {
        Span<Vector<float>> s = BufferVectors.Of(sum), g = BufferVectors.Of(gradients);
        for (int i = 0; i < s.Length; i++) s[i] += g[i];
    }

    /// <summary>PyTorch's <c>clip_grad_value_</c>: each element becomes the nearest within ±<paramref name="most"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ClipValues(ParameterBuffer gradients, float most)
    {
        Span<Vector<float>> g = BufferVectors.Of(gradients);
        Vector<float> low = new(-most), high = new(most);
        for (int i = 0; i < g.Length; i++) g[i] = Vector.Min(Vector.Max(g[i], low), high);
    }

    /// <summary>PyTorch's <c>clip_grad_norm_</c>: the factor that brings <paramref name="norm"/> down to <paramref name="most"/>; 1 where 0 is given.</summary>
    public static float ClipFactor(double norm, float most) => most > 0 ? (float)Math.Min(1, most / (norm + 1e-6)) : 1f;

    /// <summary>Clips by value, in place, where that is asked for, and returns the factor that then clips by norm.</summary>
    public static float Clip(ParameterBuffer gradients, double norm, float mostNorm, float mostValue)
    {
        if (mostValue > 0)
        {
            ClipValues(gradients, mostValue);
            if (mostNorm > 0) norm = Norm(gradients);
        }
        return ClipFactor(norm, mostNorm);
    }
}

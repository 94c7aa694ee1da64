using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>ρ(A), the largest magnitude of a square matrix's eigenvalues.</summary>
/// <remarks>
/// Gelfand: ρ(A) = lim ‖Aᵐ‖^(1/m), for every matrix and norm; where eigenvalues come in complex pairs or vectors are missing, too, which stops plain power
/// iteration. With m = 2³² from squaring 32 times, what is left of the norm's factor, at most κ·mᵈ for a condition κ and defect d, is
/// (κ·mᵈ)^(1/m): 10⁻⁸ relative for every matrix of moderate size. Eigenvalues that rounding alone moves much, those of large defects, are as uncertain here as elsewhere.
/// </remarks>
public static class SpectralRadius
{
    private const int Squarings = 32;

    /// <summary>Of the row-major matrix [n, n].</summary>
    /// <exception cref="ArgumentException">The number of values is not n².</exception>
    public static double Of(ReadOnlySpan<double> matrix, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (matrix.Length != (long)n * n) throw new ArgumentException($"matrix: expected {(long)n * n} values, found {matrix.Length}.", nameof(matrix));
        // A^(2ᵏ) = e^(2ᵏ·logarithm)·b: b keeps the direction, the logarithm the size, so that nothing over- or underflows.
        double[] b = matrix.ToArray(), square = new double[b.Length];
        double logarithm = 0, share = 1;
        for (int k = 0; k <= Squarings; k++, share /= 2)
        {
            // The largest element: its own square, which would overflow first, is not needed.
            double norm = b.Max(Math.Abs);
            if (norm == 0) return 0;
            logarithm += share * Math.Log(norm);
            for (int i = 0; i < b.Length; i++) b[i] /= norm;
            if (k == Squarings) break;
            Square(b, square, n);
            (b, square) = (square, b);
        }
        return Math.Exp(logarithm);
    }

    private static void Square(double[] b, double[] square, int n)
    {
        Array.Clear(square);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++) AddScaled(square.AsSpan(i * n, n), b[i * n + k], b.AsSpan(k * n, n));
        }
    }

    /// <summary>y += a·x</summary>
    private static void AddScaled(Span<double> y, double a, ReadOnlySpan<double> x)
    {
        if (a == 0) return;
        Span<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        for (int i = 0; i < ys.Length; i++) ys[i] += a * xs[i];
        for (int i = ys.Length * Vector<double>.Count; i < y.Length; i++) y[i] += a * x[i];
    }
}

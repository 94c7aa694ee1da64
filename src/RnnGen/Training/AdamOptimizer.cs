using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>What Adam and AdamW share.</summary>
/// <remarks>
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², p ← p − η·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
/// </remarks>
public abstract class AdamOptimizer : Optimizer
{
    private protected AdamOptimizer() : base(1e-3f) { }

    /// <summary>β₁, how much of m stays; 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 ≤ β₁ &lt; 1.</exception>
    public float Beta1 { get; init => field = Argument.BelowOne(value, nameof(Beta1)); } = 0.9f;

    /// <summary>β₂, how much of v stays; 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 ≤ β₂ &lt; 1.</exception>
    public float Beta2 { get; init => field = Argument.BelowOne(value, nameof(Beta2)); } = 0.999f;

    /// <summary>ε &gt; 0; 10⁻⁸.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or not finite: padding would become 0/0.</exception>
    public float Epsilon { get; init => field = Argument.Positive(value, nameof(Epsilon)); } = 1e-8f;

    /// <inheritdoc/>
    private protected override string[] MomentNames => ["exp_avg", "exp_avg_sq"];

    /// <summary>One step with g ← g + <paramref name="lambda"/>·p, after p ← <paramref name="keep"/>·p; whether what it wrote is surely finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments,
        float lambda, float keep)
    {
        Span<Vector<float>> p = BufferVectors.Of(parameters), dp = BufferVectors.Of(gradients);
        Span<Vector<float>> m = BufferVectors.Of(moments[0]), v = BufferVectors.Of(moments[1]);
        float beta1 = Beta1, beta2 = Beta2, rest1 = (float)(1 - (double)Beta1), rest2 = (float)(1 - (double)Beta2);
        float step = (float)(rate / (1 - Math.Pow(Beta1, StepCount)));
        float root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, StepCount)));
        var epsilon = new Vector<float>(Epsilon);
        // Σ p·v: an infinite m shows in p; an infinite v does not, which would keep p where it is, for good.
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < p.Length; i++)
        {
            Vector<float> g = gradientScale * dp[i] + lambda * p[i];
            Vector<float> mi = m[i] = beta1 * m[i] + rest1 * g;
            Vector<float> vi = v[i] = beta2 * v[i] + rest2 * (g * g);
            Vector<float> pi = p[i] = keep * p[i] - step * mi / (Vector.SquareRoot(vi) * root + epsilon);
            sum = Vector.FusedMultiplyAdd(pi, vi, sum);
        }
        return BufferVectors.AreFinite(sum);
    }
}

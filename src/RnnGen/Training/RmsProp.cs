using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>
/// RMSprop: g ← g + λ·p; v ← α·v + (1 − α)·g²; d = g / (√v + ε); with momentum b ← μ·b + d, d ← b; p ← p − η·d. η = 0.01.
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>With PyTorch's defaults.</summary>
    public RmsProp() : base(1e-2f) { }

    /// <summary>α, how much of v stays; 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 ≤ α &lt; 1.</exception>
    public float Alpha { get; init => field = Argument.BelowOne(value, nameof(Alpha)); } = 0.99f;

    /// <summary>ε &gt; 0; 10⁻⁸.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or not finite: padding would become 0/0.</exception>
    public float Epsilon { get; init => field = Argument.Positive(value, nameof(Epsilon)); } = 1e-8f;

    /// <summary>μ ≥ 0; 0 means none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float Momentum { get; init => field = Argument.NotNegative(value, nameof(Momentum)); }

    /// <inheritdoc/>
    private protected override string[] MomentNames => Momentum > 0 ? ["square_avg", "momentum_buffer"] : ["square_avg"];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments)
    {
        Span<Vector<float>> p = BufferVectors.Of(parameters), dp = BufferVectors.Of(gradients), v = BufferVectors.Of(moments[0]);
        Span<Vector<float>> buffer = moments.Length > 1 ? BufferVectors.Of(moments[1]) : default;
        float eta = (float)rate, lambda = WeightDecay, mu = Momentum, alpha = Alpha, rest = (float)(1 - (double)Alpha);
        var epsilon = new Vector<float>(Epsilon);
        // Σ p·v: an infinite momentum shows in p; an infinite v does not, which would keep p where it is, for good.
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < p.Length; i++)
        {
            Vector<float> g = gradientScale * dp[i] + lambda * p[i];
            Vector<float> vi = v[i] = alpha * v[i] + rest * (g * g);
            Vector<float> d = g / (Vector.SquareRoot(vi) + epsilon);
            if (!buffer.IsEmpty) d = buffer[i] = mu * buffer[i] + d;
            Vector<float> pi = p[i] -= eta * d;
            sum = Vector.FusedMultiplyAdd(pi, vi, sum);
        }
        return BufferVectors.AreFinite(sum);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnGen;

/// <summary>
/// Stochastic gradient descent: g ← g + λ·p; with momentum b ← μ·b + (1 − τ)·g (b ← g in the first step),
/// g ← b or, after Nesterov, g + μ·b; p ← p − η·g.
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>With η = 0.001, without momentum.</summary>
    public Sgd() : base(1e-3f) { }

    /// <summary>μ ≥ 0; 0 means none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float Momentum { get; init => field = Argument.NotNegative(value, nameof(Momentum)); }

    /// <summary>τ, which damps what a gradient adds to the momentum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float Dampening { get; init => field = Argument.NotNegative(value, nameof(Dampening)); }

    /// <summary>Whether the step looks ahead along the momentum; asks for μ &gt; 0 and τ = 0.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    private protected override string[] MomentNames => Nesterov && (Momentum == 0 || Dampening != 0)
        ? throw new InvalidOperationException("Nesterov momentum asks for Momentum > 0 and Dampening = 0.")
        : Momentum > 0 ? ["momentum_buffer"] : [];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments)
    {
        Span<Vector<float>> p = BufferVectors.Of(parameters), dp = BufferVectors.Of(gradients);
        float eta = (float)rate, lambda = WeightDecay;
        // Σ p: an infinite momentum shows in p.
        Vector<float> sum = Vector<float>.Zero;
        if (moments is not [ParameterBuffer momentum])
        {
            for (int i = 0; i < p.Length; i++) sum += p[i] -= eta * (gradientScale * dp[i] + lambda * p[i]);
            return BufferVectors.AreFinite(sum);
        }
        Span<Vector<float>> buffer = BufferVectors.Of(momentum);
        float mu = Momentum;
        float share = StepCount == 1 ? 1 : 1 - Dampening;
        for (int i = 0; i < p.Length; i++)
        {
            Vector<float> g = gradientScale * dp[i] + lambda * p[i];
            Vector<float> b = buffer[i] = mu * buffer[i] + share * g;
            sum += p[i] -= eta * (Nesterov ? g + mu * b : b);
        }
        return BufferVectors.AreFinite(sum);
    }
}

namespace RnnGen;

/// <summary>AdamW: weight decay shrinks the parameters themselves, p ← (1 − η·λ)·p. η = 0.001, λ = 0.01.</summary>
public sealed class AdamW : AdamOptimizer
{
    /// <summary>With PyTorch's defaults.</summary>
    public AdamW() => WeightDecay = 1e-2f;

    /// <inheritdoc/>
    private protected override bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments) =>
        Update(parameters, gradients, gradientScale, rate, moments, lambda: 0f, keep: (float)(1 - rate * WeightDecay));
}

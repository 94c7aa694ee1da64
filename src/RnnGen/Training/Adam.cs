namespace RnnGen;

/// <summary>Adam: weight decay is added to the gradient (L2). η = 0.001.</summary>
public sealed class Adam : AdamOptimizer
{
    /// <inheritdoc/>
    private protected override void Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments) =>
        Update(parameters, gradients, gradientScale, rate, moments, lambda: WeightDecay, keep: 1f);
}

/// <summary>AdamW: weight decay shrinks the parameters themselves, p ← (1 − η·λ)·p. η = 0.001, λ = 0.01.</summary>
public sealed class AdamW : AdamOptimizer
{
    /// <summary>With PyTorch's defaults.</summary>
    public AdamW() => WeightDecay = 1e-2f;

    /// <inheritdoc/>
    private protected override void Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments) =>
        Update(parameters, gradients, gradientScale, rate, moments, lambda: 0f, keep: (float)(1 - rate * WeightDecay));
}

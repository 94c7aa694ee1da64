namespace RnnGen;

/// <summary>Adam: weight decay is added to the gradient (L2). η = 0.001.</summary>
public sealed class Adam : AdamOptimizer
{
    /// <inheritdoc/>
    private protected override bool Update(ParameterBuffer parameters, ParameterBuffer gradients, float gradientScale, double rate, ParameterBuffer[] moments) =>
        Update(parameters, gradients, gradientScale, rate, moments, lambda: WeightDecay, keep: 1f);
}

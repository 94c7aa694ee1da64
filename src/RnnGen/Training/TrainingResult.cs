namespace RnnGen;

/// <summary>What one training step found, before it changed the parameters.</summary>
/// <param name="Loss">The mean over all elements counted; cross-entropies in nats.</param>
/// <param name="GradientNorm">‖∂Loss/∂parameters‖₂, before clipping.</param>
public readonly record struct TrainingResult(float Loss, float GradientNorm);

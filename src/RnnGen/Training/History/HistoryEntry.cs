namespace RnnGen;

/// <summary>One line of a <see cref="TrainingHistory"/>.</summary>
/// <param name="Step">Optimizer steps made.</param>
/// <param name="Loss">The training loss; cross-entropies in nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Of the step, the schedule's factor included.</param>
/// <param name="ValidationLoss">The loss on held-out data, where it was measured.</param>
public readonly record struct HistoryEntry(long Step, float Loss, float GradientNorm, double LearningRate, double? ValidationLoss = null);

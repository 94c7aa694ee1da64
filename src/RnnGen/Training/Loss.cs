namespace RnnGen;

/// <summary>What training makes small; y is an output, t its target. Batches take the mean over all elements counted.</summary>
public enum Loss
{
    /// <summary>−ln softmax(y)_c for the class c; outputs are logits. A negative class is ignored.</summary>
    SoftmaxCrossEntropy,
    /// <summary>−t·ln σ(y) − (1 − t)·ln(1 − σ(y)); outputs are logits, targets from 0 to 1.</summary>
    SigmoidCrossEntropy,
    /// <summary>(y − t)²</summary>
    MeanSquaredError,
    /// <summary>(y − t)²/2 where |y − t| ≤ 1, else |y − t| − 1/2.</summary>
    Huber,
}

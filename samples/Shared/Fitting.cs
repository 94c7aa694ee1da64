using RnnGen;

namespace Samples.Shared;

/// <summary>How a model is fitted.</summary>
public sealed record FittingSettings
{
    /// <summary>Passes over the rows.</summary>
    public required int Epochs { get; init; }

    /// <summary>Rows of a batch. What is left over in the end of a pass is too few for one, and waits for the next pass.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The highest learning rate; it rises to it over the first 2 % of the steps and falls along half a cosine to 1 % of it.</summary>
    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>AdamW's.</summary>
    public float WeightDecay { get; init; } = 1e-2f;

    /// <summary>The largest norm of a gradient.</summary>
    public float GradientClip { get; init; } = 1f;

    /// <summary>What is made small.</summary>
    public Loss Loss { get; init; } = Loss.SoftmaxCrossEntropy;

    /// <summary>How much of the parameters' running mean stays in each step; the mean is what is scored and kept. 0: no mean.</summary>
    public float Average { get; init; }
}

/// <summary>What fitting found.</summary>
/// <param name="Epoch">The pass whose model was kept, from 1.</param>
/// <param name="Loss">That model's loss on the part that stopping is decided on.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record Fitted(int Epoch, double Loss, double Seconds);

namespace RnnGen;

/// <summary>How an <see cref="OnlineTrainer{TModel, TInput}"/> works.</summary>
public sealed class OnlineOptions
{
    /// <summary>Samples after which parameters are updated, and steps that gradients flow back (truncated BPTT).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Window { get; init => field = Argument.AtLeast(1, value, nameof(Window)); } = 32;

    /// <summary>What is made small.</summary>
    public Loss Loss { get; init; }

    /// <summary>The largest norm that the gradient keeps; 0 means that it is not clipped. PyTorch's <c>clip_grad_norm_</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float GradientClip { get; init => field = Argument.NotNegative(value, nameof(GradientClip)); }

    /// <summary>
    /// The largest magnitude that an element of the gradient keeps; 0 means that it is not clipped. PyTorch's <c>clip_grad_value_</c>.
    /// It comes first: <see cref="GradientClip"/> then looks at the norm of what it left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float GradientClipValue { get; init => field = Argument.NotNegative(value, nameof(GradientClipValue)); }

    /// <summary>Settles the dropout masks.</summary>
    public int Seed { get; init; }
}

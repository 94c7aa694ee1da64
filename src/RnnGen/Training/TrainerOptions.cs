namespace RnnGen;

/// <summary>How a <see cref="Trainer{TModel, TInput}"/> works.</summary>
public sealed class TrainerOptions
{
    /// <summary>Sequences of a batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int BatchSize { get; init => field = Argument.AtLeast(1, value, nameof(BatchSize)); } = 32;

    /// <summary>Steps of a sequence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Steps { get; init => field = Argument.AtLeast(1, value, nameof(Steps)); } = 64;

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

    /// <summary>Threads that share a batch's rows, the caller's among them; no more than there are rows are used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Threads { get; init => field = Argument.AtLeast(1, value, nameof(Threads)); } = 1;

    /// <summary>Whether each row continues where its last batch ended (truncated BPTT); otherwise every batch starts at zero.
    /// For models all of whose layers run forward.</summary>
    public bool CarryState { get; init; }

    /// <summary>
    /// Steps after which states are kept, instead of everything that the backward pass needs; 0: of none. Each such segment then runs forward
    /// a second time before it runs backward, so that long sequences train in the memory of one segment and of one state for each other segment.
    /// </summary>
    /// <remarks>
    /// It is rounded up to a multiple of 128 / (rows that a thread runs together), so that losses and gradients are bit for bit those
    /// without. They differ by rounding only where a batch has more than 2²⁴ outputs in a thread, whose rows would otherwise run in groups, and
    /// where weights are tied, whose two uses then add to the gradient by turns. For models whose layers all run forward, with an output for each step or of the last.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int CheckpointEvery { get; init => field = Argument.AtLeast(0, value, nameof(CheckpointEvery)); }

    /// <summary>Settles the dropout masks.</summary>
    public int Seed { get; init; }
}

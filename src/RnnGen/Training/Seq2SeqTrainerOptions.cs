namespace RnnGen;

/// <summary>How a <see cref="Seq2SeqTrainer{TModel, TSource, TTarget}"/> works.</summary>
public sealed class Seq2SeqTrainerOptions
{
    /// <summary>Pairs of sequences of a batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int BatchSize { get; init => field = Argument.AtLeast(1, value, nameof(BatchSize)); } = 32;

    /// <summary>The most steps of a source.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int SourceSteps { get; init => field = Argument.AtLeast(1, value, nameof(SourceSteps)); } = 64;

    /// <summary>The most steps of a target.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int TargetSteps { get; init => field = Argument.AtLeast(1, value, nameof(TargetSteps)); } = 64;

    /// <summary>What is made small.</summary>
    public Loss Loss { get; init; }

    /// <summary>The largest norm that the gradient keeps; 0 means that it is not clipped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float GradientClip { get; init => field = Argument.NotNegative(value, nameof(GradientClip)); }

    /// <summary>
    /// The largest magnitude that an element of the gradient keeps; 0 means that it is not clipped. PyTorch's <c>clip_grad_value_</c>.
    /// It comes first: <see cref="GradientClip"/> then looks at the norm of what it left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float GradientClipValue { get; init => field = Argument.NotNegative(value, nameof(GradientClipValue)); }

    /// <summary>
    /// The probability with which a step's decoder input is the one that was given; otherwise it is the decoder's own greedy choice of the step
    /// before (scheduled sampling, Bengio et al. 2015). 1 always gives the right one. No gradient flows through the choice. It may be lowered between steps;
    /// a step refuses it (<see cref="ArgumentException"/>) where the decoder's choices cannot be its inputs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 … 1.</exception>
    public float TeacherForcing { get; set => field = Argument.Probability(value, nameof(TeacherForcing)); } = 1f;

    /// <summary>Threads that share a batch's rows. The gradients of each thread's rows are summed in a fixed order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Threads { get; init => field = Argument.AtLeast(1, value, nameof(Threads)); } = 1;

    /// <summary>Settles the dropout masks and the choices of scheduled sampling.</summary>
    public int Seed { get; init; }
}

namespace RnnGen;

/// <summary>What a backward pass needs of its forward pass; allocated once, used for many sequences.</summary>
/// <remarks>A tape belongs to one caller at a time.</remarks>
public abstract class RnnTape
{
    /// <summary>Room for <paramref name="maxSequences"/> sequences of <paramref name="maxSteps"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    protected RnnTape(int maxSteps, int maxSequences = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSequences, 1);
        (MaxSteps, MaxSequences) = (maxSteps, maxSequences);
    }

    /// <summary>The most steps that fit.</summary>
    public int MaxSteps { get; }

    /// <summary>The most sequences that fit.</summary>
    public int MaxSequences { get; }

    /// <summary>Steps of the recorded forward pass; of several sequences those of all.</summary>
    public int Steps { get; private set; }

    /// <summary>Sequences of the recorded forward pass.</summary>
    public int Sequences { get; private set; }

    /// <summary>The seed of the dropout masks; null means no dropout.</summary>
    public ulong? DropoutSeed { get; set; }

    /// <summary>
    /// The number of the recorded pass's first step, 0 or more, where it goes on with longer sequences: masks are a hash of the step's
    /// number, too, so that a piece drops what the whole would have dropped.
    /// </summary>
    public int FirstStep { get; set => field = Argument.AtLeast(0, value, nameof(FirstStep)); }

    /// <summary>The parameters that the recorded forward pass read; null before the first.</summary>
    private ParameterBuffer? _recordedWith;

    private long _recordedVersion;

    /// <summary>Notes that a forward pass of <paramref name="steps"/> steps was recorded. For generated code.</summary>
    public void MarkRecorded(ParameterBuffer parameters, int steps, int sequences = 1)
    {
        _recordedWith = parameters;
        _recordedVersion = parameters.Version;
        (Steps, Sequences) = (steps, sequences);
    }

    /// <summary>Checks that the tape holds a forward pass of <paramref name="steps"/> steps with these parameters, unchanged since. For generated code.</summary>
    /// <exception cref="InvalidOperationException">It does not. A change through <see cref="ParameterBuffer.Span"/> cannot be told.</exception>
    public void RequireRecorded(ParameterBuffer parameters, int steps, int sequences = 1)
    {
        if (_recordedWith is null) throw new InvalidOperationException("The tape holds no forward pass; call Forward with it first.");
        if (_recordedWith != parameters) throw new InvalidOperationException("The tape holds a forward pass of another model.");
        if (_recordedVersion != parameters.Version) throw new InvalidOperationException("The parameters have changed since the tape's forward pass; call Forward with it again.");
        if (Steps != steps) throw new InvalidOperationException($"The tape holds a forward pass of {Steps} steps; the inputs have {steps}.");
        if (Sequences != sequences) throw new InvalidOperationException($"The tape holds a forward pass of {Sequences} sequences together; the call is for {sequences}.");
    }
}

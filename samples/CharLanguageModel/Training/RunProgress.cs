namespace CharLanguageModel.Training;

/// <summary>How far a run has come. Saved beside the model.</summary>
internal sealed record RunProgress
{
    /// <summary>Seconds of training, checks included.</summary>
    public double Seconds { get; init; }

    public long Updates { get; init; }

    /// <summary>Characters predicted in training.</summary>
    public long Characters { get; init; }

    /// <summary>Passes over the text that are complete.</summary>
    public int Epoch { get; init; }

    /// <summary>The next batch of the pass under way.</summary>
    public int Batch { get; init; }

    /// <summary>Checks on held-out text that were made.</summary>
    public int Checks { get; init; }

    /// <summary>The lowest loss of a check: that of the model in best.safetensors.</summary>
    public double? Best { get; init; }
}

namespace CharLanguageModel;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The run to train; with <see cref="Resume"/>, replaced by that of the saved one.</summary>
    public required RunSettings Run { get; init; }

    /// <summary>How long to train; null means the saved run's own budget, or a minute.</summary>
    public Budget? Budget { get; init; }

    /// <summary>The folder that the run is saved in; null means the default one.</summary>
    public string? Save { get; init; }

    /// <summary>A saved run to generate from, without training.</summary>
    public string? Load { get; init; }

    /// <summary>Whether to go on with the run in <see cref="Save"/>.</summary>
    public bool Resume { get; init; }

    /// <summary>The passage to generate.</summary>
    public required PassageOptions Passage { get; init; }

    /// <summary>Plain lines, also on a terminal.</summary>
    public bool Plain { get; init; }
}

/// <summary>What makes a run what it is: with the same settings, budget and machine it gives the same model. Saved beside it.</summary>
internal sealed record RunSettings
{
    /// <summary>The text's file; null means this repository's sources.</summary>
    public string? Text { get; init; }

    public string Cell { get; init; } = "lstm";

    public int Hidden { get; init; } = 128;

    /// <summary>Parallel rows of the text.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Steps between two updates: how far a gradient reaches back.</summary>
    public int Steps { get; init; } = 64;

    /// <summary>The highest learning rate; see <see cref="Training.Schedule"/>.</summary>
    public float LearningRate { get; init; } = 3e-3f;

    /// <summary>Threads that share a batch.</summary>
    public int Threads { get; init; } = 1;

    public int Seed { get; init; } = 1;
}

/// <summary>When to stop: after some minutes, or after some passes over the text. Exactly one is set.</summary>
internal sealed record Budget(double? Minutes, double? Epochs)
{
    /// <summary>What a run without further words gets.</summary>
    public static Budget Default { get; } = new(Minutes: 1, Epochs: null);

    /// <summary>The share of the budget that is used up.</summary>
    public double Fraction(double seconds, double epochs) =>
        Math.Min(1, Minutes is { } minutes ? seconds / (60 * minutes) : epochs / Epochs!.Value);

    public override string ToString() => Minutes is { } minutes ? $"{minutes} min" : $"{Epochs} epochs";
}

/// <summary>The passage that is generated in the end.</summary>
/// <param name="Prompt">What it goes on from.</param>
/// <param name="Length">Its characters, without the prompt.</param>
/// <param name="Temperature">Below 1 more likely characters, above 1 more surprising ones.</param>
/// <param name="TopK">Only the k likeliest characters; 0 means all.</param>
/// <param name="TopP">Only the likeliest characters that together have this probability.</param>
internal sealed record PassageOptions(string Prompt, int Length, float Temperature, int TopK, float TopP);

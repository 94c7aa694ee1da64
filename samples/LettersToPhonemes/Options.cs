using Samples.Shared;

namespace LettersToPhonemes;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The folder with <c>cmudict.dict</c> or <c>cmudict.dict.gz</c>; null means words made here.</summary>
    public string? Data { get; init; }

    /// <summary>The most words that are used, spread over the dictionary; 0 means all.</summary>
    public int Words { get; init; }

    /// <summary>Passes over the training words; 0 means 10 with a dictionary, and 30 over the fewer words made here.</summary>
    public int Epochs
    {
        get => field > 0 ? field : Data is null ? 30 : 10;
        init;
    }

    /// <summary>Words of an update.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>The highest learning rate.</summary>
    public float LearningRate { get; init; } = 2e-3f;

    /// <summary>Hypotheses kept when the test words are spoken.</summary>
    public int Beam { get; init; } = 4;

    /// <summary>Threads that share a batch.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Of the first weights, the order of the words, and the words made here.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Runs, each with the next seed.</summary>
    public int Seeds { get; init; } = 1;
}

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A file could not be read, or does not fit.</summary>
    public const int Failure = 1;

    /// <summary>The arguments make no sense.</summary>
    public const int Usage = SampleArguments.Usage;
}

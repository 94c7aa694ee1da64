using Samples.Shared;

namespace SpeechModels;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The folder with the folders <c>silero</c> and <c>rnnoise_old</c>; null means <see cref="Model"/> and <see cref="Audio"/>.</summary>
    public string? Data { get; init; }

    /// <summary>A file of Silero's weights.</summary>
    public string? Model { get; init; }

    /// <summary>Sound: 16-bit samples, little-endian, one channel, 16 kHz, without a header.</summary>
    public string? Audio { get; init; }
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

using Samples.Shared;

namespace CharLanguageModel;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped with Ctrl-C and saved.</summary>
    public const int Success = 0;

    /// <summary>A file could not be read or written, or does not fit.</summary>
    public const int Failure = 1;

    /// <summary>The arguments make no sense.</summary>
    public const int Usage = SampleArguments.Usage;
}

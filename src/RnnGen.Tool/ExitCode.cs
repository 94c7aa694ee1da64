namespace RnnGen.Tool;

/// <summary>How the tool ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, and what was checked is right.</summary>
    public const int Success = 0;

    /// <summary>A file cannot be read, written or expressed; nothing was written.</summary>
    public const int Failure = 1;

    /// <summary>The arguments make no sense.</summary>
    public const int Usage = 2;

    /// <summary>The files were read, but the generated code gives other results than the reference engine or the file's own answers.</summary>
    public const int Differs = 3;
}

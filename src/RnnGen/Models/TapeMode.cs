namespace RnnGen;

/// <summary>Whether a generated step keeps what a backward pass needs. For generated code: a type argument, so that the
/// compiler drops the branch.</summary>
public interface ITapeMode
{
    /// <summary>Whether values are kept.</summary>
    static abstract bool Records { get; }
}

/// <summary>Nothing is kept.</summary>
public readonly struct Untaped : ITapeMode
{
    /// <inheritdoc/>
    public static bool Records => false;
}

/// <summary>Everything a backward pass needs is kept.</summary>
public readonly struct Taped : ITapeMode
{
    /// <inheritdoc/>
    public static bool Records => true;
}

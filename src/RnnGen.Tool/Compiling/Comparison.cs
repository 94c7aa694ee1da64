namespace RnnGen.Tool.Compiling;

/// <summary>A comparison that was made.</summary>
/// <param name="What">What with what.</param>
/// <param name="Error">The largest absolute difference; where several tensors were compared, that of the one nearest to its bound.</param>
/// <param name="Bound">What is allowed.</param>
/// <param name="Where">Which tensor or run it was.</param>
internal sealed record Comparison(string What, double Error, double Bound, string Where)
{
    /// <summary>Whether the error is within the bound; an error that is no number is not.</summary>
    public bool IsRight => Error <= Bound;
}

namespace RnnGen.Generator.Planning;

/// <summary>One use of dropout: which masks it takes, and how often a value is dropped.</summary>
/// <param name="Place">The masks' place, see <see cref="DropoutMask"/>.</param>
/// <param name="Probability">Of a zero.</param>
internal sealed record DropoutUse(int Place, float Probability);

namespace RnnGen;

/// <summary>Sequences of equal length that a model is verified on.</summary>
/// <param name="Steps">Steps of each.</param>
/// <param name="Rows">How many there are.</param>
internal sealed record VerificationBatch(int Steps, int Rows);

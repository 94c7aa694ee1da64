namespace RnnGen.Generator.Tests.Differential;

/// <summary>A declaration, and the sequences that it is run on.</summary>
/// <param name="Model">What is declared.</param>
/// <param name="Batch">Null for the verifier's usual sequences.</param>
internal sealed record Draw(ModelSpec Model, VerificationBatch? Batch);

namespace Samples.Shared;

/// <summary>One row to learn from.</summary>
/// <param name="Inputs">Steps × the model's InputsPerStep values.</param>
/// <param name="Targets">One class a step or one for the sequence; or OutputSize values for each.</param>
public sealed record Sequence<TInput, TTarget>(TInput[] Inputs, TTarget[] Targets);

namespace RnnGen.Generator.Planning;

/// <summary>A buffer of the tape: <c>maxSteps · PerStep + Fixed</c> floats.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="PerStep">Floats for each step.</param>
/// <param name="Fixed">Floats besides.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="IsForBackward">Whether only a backward pass needs it.</param>
internal sealed record TapeBuffer(string Name, int PerStep, int Fixed, string Meaning, bool IsForBackward);

namespace RnnGen.Formats;

/// <summary>Inputs with their outputs, from a zero state, that a file carries so that a reader can check itself.</summary>
/// <param name="Inputs">Row-major [T, inputs].</param>
/// <param name="Outputs">Row-major [T, outputs].</param>
public sealed record TestVector(IReadOnlyList<float> Inputs, IReadOnlyList<float> Outputs);

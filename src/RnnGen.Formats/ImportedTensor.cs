namespace RnnGen.Formats;

/// <summary>A tensor as a file has it, its values converted to floats.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape; empty for a single number.</param>
/// <param name="Values">Its values, row-major.</param>
public sealed record ImportedTensor(string Name, IReadOnlyList<int> Shape, IReadOnlyList<float> Values);

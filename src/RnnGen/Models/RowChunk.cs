using System.ComponentModel;

namespace RnnGen;

/// <summary>Steps of <see cref="PackedRows"/> whose gradients a backward pass finishes together, while they are in the second cache. For generated code.</summary>
/// <param name="First">The first of the rows.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstPiece">The first of the pieces.</param>
/// <param name="EndPiece">The piece behind the last.</param>
/// <param name="FirstRun">The first of the runs.</param>
/// <param name="EndRun">The run behind the last.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RowChunk(int First, int Count, int FirstPiece, int EndPiece, int FirstRun, int EndRun);

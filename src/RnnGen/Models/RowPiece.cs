using System.ComponentModel;

namespace RnnGen;

/// <summary>Rows of <see cref="PackedRows"/> that a cell runs together: one step of sequences that follow one another. For generated code.</summary>
/// <param name="First">The first of the rows.</param>
/// <param name="Count">How many.</param>
/// <param name="Before">In the buffer of the cell's states, the row of the state that the first of them starts from.</param>
/// <param name="Sequence">The first of the sequences.</param>
/// <param name="Step">The number of the step: <see cref="RnnTape.FirstStep"/> for the first.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RowPiece(int First, int Count, int Before, int Sequence, int Step);

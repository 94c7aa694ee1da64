using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>What reaches one direction of one recurrent layer.</summary>
/// <param name="Slot">The state slot of its h, such as <c>lstm.h_l0</c> or, backward, <c>lstm.h_l0_reverse</c>.</param>
/// <param name="Norms">
/// ‖∂L/∂h_t‖₂ for t = 0 … T − 1, in the order of the inputs: the whole derivative by the layer's own output at that step, through the layers above and through the
/// layer's later steps (those of a backward direction have a smaller t).
/// </param>
/// <param name="Radii">Of its recurrent matrices, one for each gate; empty for MinGru, which has none.</param>
public sealed record LayerFlow(string Slot, ReadOnlyCollection<double> Norms, ReadOnlyCollection<RecurrentRadius> Radii);

/// <summary>The spectral radius of a recurrent matrix.</summary>
/// <param name="Gate">The gate in the letters of <c>docs/equations.md</c>: i f g o, r z n; z for the one sum of an RNN.</param>
/// <param name="Value">ρ(U), of the gate's [H, H] block; ρ(U·W_hr) under projection.</param>
public readonly record struct RecurrentRadius(char Gate, double Value);

using System.Globalization;

namespace RnnGen.Benchmarks.Training;

/// <summary>One size of the comparison: recurrent layers over dense floats, as the peers have them.</summary>
/// <param name="Cell">LSTM or GRU.</param>
/// <param name="Inputs">Width of x.</param>
/// <param name="Hidden">Units of a layer.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Batch">Sequences.</param>
internal sealed record TrainedSize(string Cell, int Inputs, int Hidden, int Layers, int Batch)
{
    /// <summary>Steps of a sequence.</summary>
    public const int Steps = 64;

    /// <summary>The sizes that targets are given for.</summary>
    public static IReadOnlyList<TrainedSize> Headlines { get; } =
    [
        new("LSTM", 65, 128, 1, 32), new("GRU", 65, 128, 1, 32), new("LSTM", 65, 256, 2, 32),
        new("LSTM", 65, 32, 1, 16), new("LSTM", 65, 128, 1, 1), new("LSTM", 65, 256, 2, 1),
    ];

    /// <summary>Every cell from 8 to 256 units, alone and in batches.</summary>
    public static IReadOnlyList<TrainedSize> Grid { get; } =
    [
        .. from cell in new[] { "LSTM", "GRU" } from hidden in new[] { 8, 16, 32, 64, 128, 256 } from batch in new[] { 1, 4, 16, 64 }
           select new TrainedSize(cell, 65, hidden, 1, batch),
    ];

    /// <summary>The declaration's attributes.</summary>
    public string Declaration => FormattableString.Invariant($"[RnnModel, Input({Inputs}), {(Cell == "LSTM" ? "Lstm" : "Gru")}({Hidden}, Layers = {Layers})]");

    /// <summary>As the peers' programs take it.</summary>
    public string Word => string.Create(CultureInfo.InvariantCulture, $"{Cell.ToLowerInvariant()},{Inputs},{Hidden},{Layers},{Batch},{Steps}");

    /// <summary>Multiply-adds of an iteration: forward once, backward twice (to the sources and to the weights).</summary>
    public double MultiplyAdds => 3.0 * Batch * Steps * Enumerable.Range(0, Layers).Sum(layer => (Cell == "LSTM" ? 4 : 3) * Hidden * ((layer == 0 ? Inputs : Hidden) + Hidden));

    public override string ToString() => FormattableString.Invariant($"{Cell} {Inputs} → {Hidden}{(Layers > 1 ? $" × {Layers}" : "")}, batch {Batch}");
}

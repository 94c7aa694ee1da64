namespace RnnGen.Generator.Emit.Cells;

/// <summary>A pass's peephole weights, or their gradients: one vector for each gate that sees the cell.</summary>
internal sealed class PeepholeRow
{
    private readonly PanelRow _row;
    private readonly string _gates;

    private PeepholeRow(PanelRow row, string gates)
    {
        _row = row;
        _gates = gates;
    }

    /// <summary>Declares a reference to the pass's weights in <paramref name="buffer"/>; null where there are no peepholes.</summary>
    public static PeepholeRow? Of(CodeWriter w, Pass pass, PanelLayout panel, string gates, string buffer) => gates.Length == 0 ? null
        : new PeepholeRow(new PanelRow(w, pass, panel, "peephole", buffer, buffer + "Peephole"), gates);

    public string Load(Piece piece, char gate) => _row.Load(piece, _gates.IndexOf(gate));

    public string Store(string value, Piece piece, char gate) => _row.Store(value, piece, _gates.IndexOf(gate));
}

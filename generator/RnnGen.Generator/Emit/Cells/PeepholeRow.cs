namespace RnnGen.Generator.Emit.Cells;

/// <summary>A pass's peephole weights, or their gradients: one vector for each gate that sees the cell.</summary>
internal sealed class PeepholeRow
{
    private readonly string _origin;
    private readonly string _gates;

    private PeepholeRow(string origin, string gates)
    {
        _origin = origin;
        _gates = gates;
    }

    /// <summary>Declares a reference to the pass's weights in <paramref name="buffer"/>; null where there are no peepholes.</summary>
    public static PeepholeRow? Of(CodeWriter w, Pass pass, PanelLayout panel, string gates, string buffer)
    {
        if (gates.Length == 0) return null;
        string origin = buffer + "Peephole";
        w.Line($"ref float {origin} = ref {Lanes.At(buffer, pass.WeightOffset(panel, panel.GroupIndex("peephole")))};");
        return new PeepholeRow(origin, gates);
    }

    public string Load(Piece piece, char gate) => piece.Lanes.Load(_origin, Offset(piece, gate));

    public string Store(string value, Piece piece, char gate) => piece.Lanes.Store(value, _origin, Offset(piece, gate));

    private int Offset(Piece piece, char gate) => piece.Offset(_gates.Length, _gates.IndexOf(gate));
}

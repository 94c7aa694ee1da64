namespace RnnGen.Generator.Emit.Cells;

/// <summary>A pass's units in one row of the panel, or of its gradient: one vector for each gate of the row's group.</summary>
internal sealed class PanelRow
{
    private readonly string _origin;
    private readonly int _gates;

    /// <summary>Declares <paramref name="origin"/>, a reference to the pass's first float of the row in <paramref name="buffer"/>.</summary>
    public PanelRow(CodeWriter w, Pass pass, PanelLayout panel, string group, string buffer, string origin, int row = 0)
    {
        int index = panel.GroupIndex(group);
        _origin = origin;
        _gates = panel.Groups[index].Gates;
        string offset = Text.Sum(pass.WeightOffset(panel, index), Literal.Of(row * panel.RowStride(pass.Tile, index)));
        w.Line($"ref float {origin} = ref {Lanes.At(buffer, offset)};");
    }

    public string Load(Piece piece, int gate) => piece.Lanes.LoadParameters(_origin, piece.Offset(_gates, gate));

    public string Store(string value, Piece piece, int gate) => piece.Lanes.Store(value, _origin, piece.Offset(_gates, gate));
}

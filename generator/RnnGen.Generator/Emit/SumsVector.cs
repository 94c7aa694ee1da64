namespace RnnGen.Generator.Emit;

/// <summary>
/// Sums of a layer that one kernel begins and another goes on with: <c>[vector][gate][lane]</c>, vectors as wide as the machine's.
/// </summary>
internal sealed class SumsVector
{
    private readonly string _origin;
    private readonly int _start;

    /// <summary>The sums in <paramref name="name"/> of the pass's units; in a loop a reference to the first is declared.</summary>
    public SumsVector(CodeWriter w, Pass pass, string name, int gates)
    {
        Gates = gates;
        _origin = name;
        if (pass.Loops.Count == 0) _start = gates * pass.FirstUnit;
        else
        {
            _origin = name + "At";
            w.Line($"ref float {_origin} = ref {Lanes.At(name, pass.OffsetOfUnits(gates))};");
        }
    }

    /// <summary>Gates that have sums here: the first ones.</summary>
    public int Gates { get; }

    /// <summary>The pass's first sum.</summary>
    public string First => Lanes.At(_origin, _start);

    public string Load(Piece piece, int gate) => piece.Lanes.Load(_origin, OffsetOf(piece, gate));

    public string Store(string value, Piece piece, int gate) => piece.Lanes.Store(value, _origin, OffsetOf(piece, gate));

    private int OffsetOf(Piece piece, int gate) => _start + Gates * piece.Unit + gate * piece.Lanes.Width;
}

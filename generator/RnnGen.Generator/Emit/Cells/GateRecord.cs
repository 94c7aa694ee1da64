namespace RnnGen.Generator.Emit.Cells;

/// <summary>What the tape keeps of each unit and step: named values, side by side.</summary>
/// <param name="names">The names, in the order of memory.</param>
internal sealed class GateRecord(IReadOnlyList<string> names)
{
    public int Slots => names.Count;

    /// <summary>The place of a value.</summary>
    public int this[string name]
    {
        get
        {
            for (int slot = 0; slot < names.Count; slot++)
            {
                if (names[slot] == name) return slot;
            }
            throw new ArgumentException($"The record keeps no {name}.", nameof(name));
        }
    }

    /// <summary>Writes the stores of all values of one piece: variables named as the values, with the piece's suffix.</summary>
    public void EmitStores(CodeWriter w, Piece piece, PassVector record)
    {
        using (w.Block("if (TTape.Records)")) EmitStores(w, piece, record, names);
    }

    /// <summary>Writes the stores of some values, whether there is a tape or not.</summary>
    public void EmitStores(CodeWriter w, Piece piece, PassVector record, IEnumerable<string> some)
    {
        foreach (string name in some) w.Line(record.Store(name + piece.Suffix, piece, this[name]));
    }
}

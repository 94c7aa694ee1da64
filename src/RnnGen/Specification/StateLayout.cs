namespace RnnGen;

/// <summary>One vector of a recurrent state.</summary>
/// <param name="Name"><c>{layer}.h_l{k}</c> or <c>{layer}.c_l{k}</c>, with <c>_reverse</c> for the backward direction.</param>
/// <param name="Offset">Where it begins in the state, in floats.</param>
/// <param name="Length">Its length, without padding.</param>
public sealed record StateSlot(string Name, int Offset, int Length);

/// <summary>Where every vector of a network's state lies: for each cell h, then (LSTM) c, each padded to 4 floats.</summary>
public sealed class StateLayout
{
    /// <summary>The largest state, in floats: a struct of more than 65,535 bytes cannot be an array's element.</summary>
    public const int MostFloats = 65_535 / sizeof(float);

    /// <summary>The layout of <paramref name="topology"/>.</summary>
    public StateLayout(Topology topology)
    {
        var slots = new List<StateSlot>();
        int offset = 0;
        foreach (CellNode cell in topology.Cells)
        {
            Add(cell.NameOf("h"), cell.Spec.CellOutput);
            if (cell.Spec is LstmSpec) Add(cell.NameOf("c"), cell.Spec.Hidden);
        }
        Slots = slots;
        Length = offset;

        void Add(string name, int length)
        {
            slots.Add(new StateSlot(name, offset, length));
            offset += PanelLayout.Pad(length);
        }
    }

    /// <summary>The vectors, in the order of memory.</summary>
    public IReadOnlyList<StateSlot> Slots { get; }

    /// <summary>Floats of the whole state, padding included.</summary>
    public int Length { get; }
}

namespace RnnGen;

/// <summary>A recurrent cell's panel: groups <c>bias</c> (if any), <c>input</c>, <c>hidden</c>, and for a GRU that resets
/// before the product <c>candidate</c>, whose sources are r∘h.</summary>
public sealed class CellPlace : PanelPlace
{
    /// <summary>The panel of <paramref name="cell"/>, beginning at <paramref name="offset"/>.</summary>
    public CellPlace(CellNode cell, int offset) : base(MakePanel(cell), offset)
    {
        Cell = cell;
        var tensors = new List<TensorPlace>
        {
            Tensor(cell.NameOf("weight_ih"), cell.InputWidth, Each("input", GateCount(cell.Spec))),
            Tensor(cell.NameOf("weight_hh"), cell.Spec.CellOutput, ResetsBefore(cell.Spec)
                ? [("hidden", 0), ("hidden", 1), ("candidate", 0)]
                : Each("hidden", GateCount(cell.Spec))),
        };
        if (cell.Spec.Bias)
        {
            tensors.Add(Tensor(cell.NameOf("bias"), 0, Each("bias", GateCount(cell.Spec))));
            if (ResetsAfter(cell.Spec)) tensors.Add(Tensor(cell.NameOf("bias_hn"), 0, ("bias", 3)));
        }
        Tensors = tensors;
    }

    /// <summary>The cell.</summary>
    public CellNode Cell { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; }

    /// <summary>G, the gates that have their own weights: RNN 1, GRU 3 (r z n), LSTM 4 (i f g o).</summary>
    public static int GateCount(RecurrentSpec spec) => spec switch
    {
        RnnSpec => 1,
        GruSpec => 3,
        LstmSpec => 4,
        _ => throw new NotSupportedException($"{spec.GetType().Name} is not built yet."),
    };

    /// <summary>Whether the candidate's recurrent sum is kept apart, because r multiplies it.</summary>
    public static bool ResetsAfter(RecurrentSpec spec) => spec is GruSpec { Reset: GruReset.AfterProduct };

    /// <summary>Whether the candidate reads r∘h.</summary>
    public static bool ResetsBefore(RecurrentSpec spec) => spec is GruSpec { Reset: GruReset.BeforeProduct };

    private static PanelLayout MakePanel(CellNode cell)
    {
        RecurrentSpec spec = cell.Spec;
        int gates = GateCount(spec);
        int bias = spec.Bias ? 1 : 0;
        var input = new RowGroup("input", cell.InputWidth, gates);
        return ResetsBefore(spec)
            ? new PanelLayout(spec.Hidden, new RowGroup("bias", bias, 3), input,
                new RowGroup("hidden", spec.Hidden, 2), new RowGroup("candidate", spec.Hidden, 1))
            : new PanelLayout(spec.Hidden, new RowGroup("bias", bias, ResetsAfter(spec) ? 4 : gates), input,
                new RowGroup("hidden", spec.CellOutput, gates));
    }

    private static (string, int)[] Each(string group, int gates) =>
        Enumerable.Range(0, gates).Select(gate => (group, gate)).ToArray();
}

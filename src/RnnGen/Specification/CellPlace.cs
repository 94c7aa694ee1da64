namespace RnnGen;

/// <summary>A recurrent cell's panel.</summary>
/// <remarks>
/// Its groups of rows, in this order; G is <see cref="GateCount"/>:
/// <list type="bullet">
/// <item><c>bias</c>: 1 row of G gates, 4 for a GRU that resets after the product; no row without biases or with layer normalisation.</item>
/// <item><c>input</c>: W, G gates.</item>
/// <item><c>hidden</c>: U, G gates, 2 for a GRU that resets before the product; MinGru has none.</item>
/// <item><c>candidate</c>, only for a GRU that resets before the product: U_n, whose sources are r∘h.</item>
/// <item><c>peephole</c>, only with peepholes: 1 row, the gates that <see cref="CellGates.OfPeephole"/> names.</item>
/// <item><c>norm_ih</c>, <c>norm_hh</c> of G gates, <c>norm_c</c> (LSTM) of 1, only with layer normalisation: weights,
/// then (if there are biases) biases.</item>
/// </list>
/// </remarks>
public sealed class CellPlace : PanelPlace
{
    /// <summary>The panel of <paramref name="cell"/>, beginning at <paramref name="offset"/>.</summary>
    public CellPlace(CellNode cell, int offset) : base(MakePanel(cell), offset)
    {
        Cell = cell;
        RecurrentSpec spec = cell.Spec;
        int gates = GateCount(spec), peepholes = CellGates.OfPeephole(spec).Length;
        var tensors = new List<TensorPlace> { Tensor(cell.NameOf("weight_ih"), cell.InputWidth, Each("input", gates)) };
        if (ReadsState(spec))
        {
            tensors.Add(Tensor(cell.NameOf("weight_hh"), spec.CellOutput, ResetsBefore(spec)
                ? [("hidden", 0), ("hidden", 1), ("candidate", 0)]
                : Each("hidden", gates)));
        }
        if (HasBias(spec))
        {
            tensors.Add(Vector(cell.NameOf("bias"), 0, Each("bias", gates)));
            if (ResetsAfter(spec)) tensors.Add(Vector(cell.NameOf("bias_hn"), 0, ("bias", 3)));
        }
        if (peepholes > 0) tensors.Add(Vector(cell.NameOf("peephole"), 0, Each("peephole", peepholes)));
        foreach (RowGroup norm in Norms(spec))
        {
            (string, int)[] each = Each(norm.Name, norm.Gates);
            tensors.Add(Vector(cell.NameOf(norm.Name) + ".weight", 0, 1f, each));
            if (spec.Bias) tensors.Add(Vector(cell.NameOf(norm.Name) + ".bias", 1, 0f, each));
        }
        Tensors = tensors;
    }

    /// <summary>The cell.</summary>
    public CellNode Cell { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; }

    /// <summary>G, the gates that have their own weights: RNN 1, MinGru 2, GRU 3, LSTM 4 or 3.</summary>
    public static int GateCount(RecurrentSpec spec) => CellGates.Of(spec).Length;

    /// <summary>Whether there is a U: the gates see h.</summary>
    public static bool ReadsState(RecurrentSpec spec) => spec is not MinGruSpec;

    /// <summary>Whether there is a b. With layer normalisation the norms' biases stand in its place.</summary>
    public static bool HasBias(RecurrentSpec spec) => spec is { Bias: true, LayerNorm: false };

    /// <summary>Whether the candidate's recurrent sum is kept apart, because r multiplies it.</summary>
    public static bool ResetsAfter(RecurrentSpec spec) => spec is GruSpec { Reset: GruReset.AfterProduct };

    /// <summary>Whether the candidate reads r∘h.</summary>
    public static bool ResetsBefore(RecurrentSpec spec) => spec is GruSpec { Reset: GruReset.BeforeProduct };

    private static PanelLayout MakePanel(CellNode cell)
    {
        RecurrentSpec spec = cell.Spec;
        int gates = GateCount(spec), peepholes = CellGates.OfPeephole(spec).Length;
        var groups = new List<RowGroup>
        {
            new("bias", HasBias(spec) ? 1 : 0, ResetsAfter(spec) ? 4 : gates),
            new("input", cell.InputWidth, gates),
        };
        if (ReadsState(spec)) groups.Add(new("hidden", spec.CellOutput, ResetsBefore(spec) ? 2 : gates));
        if (ResetsBefore(spec)) groups.Add(new("candidate", spec.Hidden, 1));
        if (peepholes > 0) groups.Add(new("peephole", 1, peepholes));
        groups.AddRange(Norms(spec));
        return new PanelLayout(spec.Hidden, groups.ToArray());
    }

    private static RowGroup[] Norms(RecurrentSpec spec)
    {
        int rows = spec.Bias ? 2 : 1, gates = GateCount(spec);
        if (!spec.LayerNorm) return [];
        RowGroup[] sums = [new("norm_ih", rows, gates), new("norm_hh", rows, gates)];
        return spec is LstmSpec ? [.. sums, new("norm_c", rows, 1)] : sums;
    }

    private static (string, int)[] Each(string group, int gates) =>
        Enumerable.Range(0, gates).Select(gate => (group, gate)).ToArray();
}

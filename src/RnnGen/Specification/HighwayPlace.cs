namespace RnnGen;

/// <summary>The panel of the gate T of a highway connection: groups <c>bias</c> (if any) and <c>input</c>. Both directions share it.</summary>
public sealed class HighwayPlace : PanelPlace
{
    /// <summary>The panel of the connection around <paramref name="node"/>, beginning at <paramref name="offset"/>.</summary>
    public HighwayPlace(RecurrentNode node, int offset) : base(MakePanel(node), offset)
    {
        Node = node;
        TensorPlace weight = Tensor(node.NameOf("highway_weight"), node.InputWidth, ("input", 0));
        Tensors = node.Spec.Bias ? [weight, Vector(node.NameOf("highway_bias"), 0, -1f, ("bias", 0))] : [weight];
    }

    /// <summary>The layer.</summary>
    public RecurrentNode Node { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; }

    private static PanelLayout MakePanel(RecurrentNode node) => new(node.OutputWidth,
        new RowGroup("bias", node.Spec.Bias ? 1 : 0, 1), new RowGroup("input", node.InputWidth, 1));
}

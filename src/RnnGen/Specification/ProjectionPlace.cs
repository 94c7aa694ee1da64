namespace RnnGen;

/// <summary>The panel of an LSTM's projection W_hr, which makes H values into P: one group, <c>input</c>.</summary>
public sealed class ProjectionPlace : PanelPlace
{
    /// <summary>The panel of <paramref name="cell"/>'s projection, beginning at <paramref name="offset"/>.</summary>
    public ProjectionPlace(CellNode cell, int offset)
        : base(new PanelLayout(cell.Spec.CellOutput, new RowGroup("input", cell.Spec.Hidden, 1)), offset)
    {
        Cell = cell;
        Tensors = [Tensor(cell.NameOf("weight_hr"), cell.Spec.Hidden, ("input", 0))];
    }

    /// <summary>The cell.</summary>
    public CellNode Cell { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; }
}

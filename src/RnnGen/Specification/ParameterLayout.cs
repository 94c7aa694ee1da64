namespace RnnGen;

/// <summary>Where every parameter of a network lies in its flat buffer.</summary>
public sealed class ParameterLayout
{
    /// <summary>Each panel and table begins at a multiple of this many floats (64 bytes).</summary>
    private const int Alignment = 16;

    /// <summary>The layout of <paramref name="topology"/>.</summary>
    public ParameterLayout(Topology topology)
    {
        var places = new List<ParameterPlace>();
        int offset = 0;
        foreach (SourceNode source in topology.Sources)
        {
            if (source.Spec is EmbeddingSpec embedding && !topology.IsTied(source)) Add(new TablePlace(source, embedding, offset));
        }
        foreach (LayerNode node in topology.Nodes)
        {
            switch (node)
            {
                case RecurrentNode recurrent:
                    foreach (CellNode cell in recurrent.Cells)
                    {
                        Add(new CellPlace(cell, offset));
                        if (cell.Spec is LstmSpec { Projection: > 0 }) Add(new ProjectionPlace(cell, offset));
                    }
                    if (recurrent.Skip == Skip.Highway) Add(new HighwayPlace(recurrent, offset));
                    break;
                case DenseNode dense:
                    Add(new DensePlace(dense, offset));
                    break;
            }
        }
        Places = places;
        Length = offset;

        void Add(ParameterPlace place)
        {
            places.Add(place);
            offset += (place.Length + Alignment - 1) / Alignment * Alignment;
        }
    }

    /// <summary>The parts of the buffer, in its order: embedding tables, then the layers'.</summary>
    public IReadOnlyList<ParameterPlace> Places { get; }

    /// <summary>Floats of the buffer, padding included.</summary>
    public int Length { get; }

    /// <summary>All tensors, in the buffer's order.</summary>
    public IEnumerable<TensorPlace> Tensors => Places.SelectMany(place => place.Tensors);

    /// <summary>Trainable scalars, without padding.</summary>
    public int ParameterCount => Tensors.Sum(tensor => tensor.Count);
}

/// <summary>The parameters of one table, cell or dense layer.</summary>
public abstract class ParameterPlace
{
    /// <summary>Where it begins, in floats.</summary>
    public abstract int Offset { get; }

    /// <summary>Floats it takes, padding included.</summary>
    public abstract int Length { get; }

    /// <summary>Its tensors.</summary>
    public abstract IReadOnlyList<TensorPlace> Tensors { get; }
}

/// <summary>An embedding table: rows of <c>Size</c> floats, one for each id.</summary>
public sealed class TablePlace(SourceNode source, EmbeddingSpec embedding, int offset) : ParameterPlace
{
    /// <summary>The source that reads the table.</summary>
    public SourceNode Source => source;

    /// <inheritdoc/>
    public override int Offset => offset;

    /// <inheritdoc/>
    public override int Length => embedding.Vocabulary * embedding.Size;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; } =
    [
        new TensorPlace(TensorName.Join(source.Prefix, "weight"), new([embedding.Vocabulary, embedding.Size]),
            (row, column) => offset + row * embedding.Size + column),
    ];
}

/// <summary>A layer whose weights are one panel.</summary>
public abstract class PanelPlace(PanelLayout panel, int offset) : ParameterPlace
{
    /// <summary>How the weights lie.</summary>
    public PanelLayout Panel => panel;

    /// <inheritdoc/>
    public override int Offset { get; } = offset;

    /// <inheritdoc/>
    public override int Length => panel.Length;

    /// <summary>
    /// The tensor whose row g·H + u, column s is the weight of gate g of unit u for source s.
    /// <paramref name="gates"/> says for each of the tensor's gates in which group, and which gate there, it lies.
    /// </summary>
    protected TensorPlace Tensor(string name, int columns, params (string Group, int Gate)[] gates) =>
        new(name, new([gates.Length * panel.Units, columns]), OffsetsOf(gates));

    /// <summary>The vector whose element g·H + u is that of gate g of unit u in row <paramref name="row"/> of its group.</summary>
    protected TensorPlace Vector(string name, int row, params (string Group, int Gate)[] gates) =>
        Vector(name, row, null, gates);

    /// <summary>The same with <paramref name="initialValue"/> in every element at first.</summary>
    protected TensorPlace Vector(string name, int row, float? initialValue, params (string Group, int Gate)[] gates)
    {
        Func<int, int, int> offsetOf = OffsetsOf(gates);
        return new(name, new([gates.Length * panel.Units]), (element, _) => offsetOf(element, row)) { InitialValue = initialValue };
    }

    private Func<int, int, int> OffsetsOf((string Group, int Gate)[] gates)
    {
        int units = panel.Units;
        (int Group, int Gate)[] places = gates.Select(gate => (panel.GroupIndex(gate.Group), gate.Gate)).ToArray();
        return (row, source) => Offset + panel.OffsetOf(places[row / units].Group, source, places[row / units].Gate, row % units);
    }
}

/// <summary>A dense layer's panel: groups <c>bias</c> (if any) and <c>input</c>. A tied layer's holds the embedding's table.</summary>
public sealed class DensePlace : PanelPlace
{
    /// <summary>The panel of <paramref name="node"/>, beginning at <paramref name="offset"/>.</summary>
    public DensePlace(DenseNode node, int offset) : base(MakePanel(node), offset)
    {
        Node = node;
        var tensors = new List<TensorPlace> { Tensor(node.WeightName, node.InputWidth, ("input", 0)) };
        if (node.Spec.Bias) tensors.Add(Vector(TensorName.Join(node.Prefix, "bias"), 0, ("bias", 0)));
        Tensors = tensors;
    }

    /// <summary>The layer.</summary>
    public DenseNode Node { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorPlace> Tensors { get; }

    private static PanelLayout MakePanel(DenseNode node) => new(node.OutputWidth,
        new RowGroup("bias", node.Spec.Bias ? 1 : 0, 1), new RowGroup("input", node.InputWidth, 1));
}

/// <summary>One tensor: its name, its shape, and where each of its elements lies.</summary>
public sealed class TensorPlace(string name, EquatableArray<int> shape, Func<int, int, int> offsetOf)
{
    /// <summary>The tensor's name.</summary>
    public string Name => name;

    /// <summary>Its shape, row-major, in PyTorch's orientation; one or two dimensions.</summary>
    public EquatableArray<int> Shape => shape;

    /// <summary>What every element is at first; null where the initial values are random.</summary>
    public float? InitialValue { get; init; }

    /// <summary>The number of elements.</summary>
    public int Count => shape.Count == 1 ? shape[0] : shape[0] * shape[1];

    /// <summary>The number of columns; 1 for a vector.</summary>
    public int Columns => shape.Count == 1 ? 1 : shape[1];

    /// <summary>Where an element lies in the buffer, in floats; a vector has column 0 only.</summary>
    public int OffsetOf(int row, int column) => offsetOf(row, column);
}

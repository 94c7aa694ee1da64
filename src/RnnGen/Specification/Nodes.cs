namespace RnnGen;

/// <summary>A source with its place in the input vector.</summary>
/// <param name="Spec">What was declared.</param>
/// <param name="Prefix">Prefix of its tensors.</param>
/// <param name="Offset">Where its vector begins in the input vector.</param>
public sealed record SourceNode(SourceSpec Spec, string Prefix, int Offset);

/// <summary>One layer of the unfolded network.</summary>
/// <param name="InputWidth">The length of the vector it reads.</param>
public abstract record LayerNode(int InputWidth)
{
    /// <summary>The length of the vector it gives.</summary>
    public abstract int OutputWidth { get; }
}

/// <summary>A dense layer.</summary>
/// <param name="Spec">What was declared.</param>
/// <param name="Prefix">Prefix of its tensors.</param>
/// <param name="InputWidth">The length of the vector it reads.</param>
public sealed record DenseNode(DenseSpec Spec, string Prefix, int InputWidth) : LayerNode(InputWidth)
{
    /// <inheritdoc/>
    public override int OutputWidth => Spec.Size;

    /// <summary>The embedding whose table is W; null where the layer has a W of its own.</summary>
    public SourceNode? Table { get; init; }

    /// <summary>The name of W.</summary>
    public string WeightName => TensorName.Join(Table?.Prefix ?? Prefix, "weight");

    /// <summary>The name that W would have by itself: in PyTorch's files a tied W stands under both.</summary>
    public string OwnWeightName => TensorName.Join(Prefix, "weight");
}

/// <summary>Dropout.</summary>
/// <param name="Spec">What was declared.</param>
/// <param name="InputWidth">The length of the vector it reads.</param>
public sealed record DropoutNode(DropoutSpec Spec, int InputWidth) : LayerNode(InputWidth)
{
    /// <inheritdoc/>
    public override int OutputWidth => InputWidth;
}

/// <summary>One layer of a recurrent stack: one cell, or one for each direction.</summary>
/// <param name="Spec">What was declared for the whole stack.</param>
/// <param name="Prefix">Prefix of its tensors.</param>
/// <param name="Layer">Its place in the stack, from 0.</param>
/// <param name="InputWidth">The length of the vector it reads: under <see cref="RnnGen.Skip.Dense"/> the stack's input and all earlier layers' outputs.</param>
public sealed record RecurrentNode(RecurrentSpec Spec, string Prefix, int Layer, int InputWidth) : LayerNode(InputWidth)
{
    /// <inheritdoc/>
    public override int OutputWidth => Spec.Width;

    /// <summary>The connection around this layer: none around the stack's first. The widths of its input and output then agree, except under <see cref="RnnGen.Skip.Dense"/>.</summary>
    public Skip Skip => Layer > 0 ? Spec.Skip : Skip.None;

    /// <summary>The probability of dropout on this layer's output; 0 for the last, whose output leaves the stack.</summary>
    public float Dropout => Layer < Spec.Layers - 1 ? Spec.Dropout : 0;

    /// <summary>The name of a tensor that both directions share: <c>lstm.highway_weight_l1</c>.</summary>
    public string NameOf(string tensor) => TensorName.Join(Prefix, $"{tensor}_l{Layer}");

    /// <summary>Its cells, the forward one first.</summary>
    public IEnumerable<CellNode> Cells
    {
        get
        {
            if (Spec.Direction != Direction.Backward) yield return new CellNode(Spec, Prefix, Layer, InputWidth, false);
            if (Spec.Direction != Direction.Forward) yield return new CellNode(Spec, Prefix, Layer, InputWidth, true);
        }
    }
}

/// <summary>One direction of one layer: the thing that has weights and a state.</summary>
/// <param name="Spec">What was declared for the whole stack.</param>
/// <param name="Prefix">Prefix of its tensors.</param>
/// <param name="Layer">Its place in the stack, from 0.</param>
/// <param name="InputWidth">The length of the vector it reads.</param>
/// <param name="Reverse">Whether it reads from the last step to the first.</param>
public sealed record CellNode(RecurrentSpec Spec, string Prefix, int Layer, int InputWidth, bool Reverse)
{
    /// <summary>The name of one of its tensors or state slots: <c>lstm.weight_ih_l0</c>, <c>lstm.h_l0_reverse</c>.</summary>
    public string NameOf(string tensor) => TensorName.Join(Prefix, $"{tensor}_l{Layer}{(Reverse ? "_reverse" : "")}");
}

/// <summary>How prefixes and names make a tensor's name.</summary>
public static class TensorName
{
    /// <summary><c>prefix.name</c>, or the name alone where the prefix is empty.</summary>
    public static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";
}

using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>A tensor's name and shape.</summary>
/// <param name="Name">For example <c>lstm.weight_ih_l0</c>.</param>
/// <param name="Shape">Row-major, in PyTorch's orientation.</param>
public sealed record TensorInfo(string Name, ReadOnlyCollection<int> Shape)
{
    /// <summary>The number of elements.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary><c>lstm.weight_ih_l0 [64, 1]</c></summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}

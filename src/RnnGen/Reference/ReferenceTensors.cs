using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>Arrays of <c>double</c> by name: a reference network's parameters, their gradients, or its state.</summary>
/// <remarks>The arrays themselves are handed out: writing into one changes the tensor.</remarks>
public sealed class ReferenceTensors
{
    private readonly Dictionary<string, double[]> _values = [];

    internal ReferenceTensors(IEnumerable<TensorInfo> tensors)
    {
        Tensors = new(tensors.ToArray());
        foreach (TensorInfo tensor in Tensors) _values.Add(tensor.Name, new double[tensor.Count]);
    }

    /// <summary>Names and shapes, in the order of the flat buffers.</summary>
    public ReadOnlyCollection<TensorInfo> Tensors { get; }

    /// <summary>A tensor's values, row-major, in PyTorch's orientation.</summary>
    /// <exception cref="ArgumentException">There is no such tensor.</exception>
    public double[] this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return _values.TryGetValue(name, out double[]? values)
                ? values
                : throw new ArgumentException($"There is no tensor '{name}'; there are {string.Join(", ", _values.Keys)}.", nameof(name));
        }
    }

    /// <summary>A copy with arrays of its own.</summary>
    public ReferenceTensors Clone()
    {
        var copy = new ReferenceTensors(Tensors);
        foreach (TensorInfo tensor in Tensors) this[tensor.Name].CopyTo(copy[tensor.Name], 0);
        return copy;
    }

    /// <summary>Throws unless <paramref name="other"/> has the same names and shapes.</summary>
    internal void RequireSame(ReferenceTensors other, string argument)
    {
        string expected = string.Join(", ", Tensors), found = string.Join(", ", other.Tensors);
        if (expected != found) throw new ArgumentException($"Expected the tensors {expected}; found {found}.", argument);
    }
}

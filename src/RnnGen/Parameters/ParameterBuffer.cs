using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>
/// One flat, 64-byte aligned buffer with named tensors. Parameters, gradients and the optimizers' moments are all this.
/// </summary>
/// <remarks>A new buffer is all zeros. The padding between the tensors is zero and must stay zero.</remarks>
public sealed class ParameterBuffer
{
    private readonly AlignedBuffer _values;
    private readonly Dictionary<string, TensorPlace> _places;

    /// <summary>An empty (zero) buffer for the parameters of <paramref name="spec"/>.</summary>
    public ParameterBuffer(ModelSpec spec)
    {
        Spec = spec;
        var layout = new ParameterLayout(new Topology(spec));
        _values = new AlignedBuffer(layout.Length);
        _places = layout.Tensors.ToDictionary(place => place.Name);
        Tensors = new(layout.Tensors.Select(place => new TensorInfo(place.Name, new([.. place.Shape]))).ToArray());
    }

    /// <summary>The network whose parameters these are.</summary>
    public ModelSpec Spec { get; }

    /// <summary>The values in the kernels' own order, padding included: for optimizers and reductions.</summary>
    /// <remarks>Nothing can tell that values were written here: a backward pass after it is not refused, though its gradients mean nothing.</remarks>
    public Span<float> Span => _values.Span;

    /// <summary>The first value; aligned to 64 bytes. For generated code.</summary>
    public ref float Origin => ref _values.Origin;

    /// <summary>Floats of the buffer, padding included.</summary>
    public int Length => _values.Length;

    /// <summary>Differs after each change that can be told, so that a tape knows whether its parameters are still those it recorded with.</summary>
    internal long Version { get; private set; }

    /// <summary>The tensors, in the buffer's order.</summary>
    public ReadOnlyCollection<TensorInfo> Tensors { get; }

    /// <summary>Copies a tensor out, row-major, in PyTorch's orientation.</summary>
    /// <exception cref="ArgumentException">There is no such tensor, or the span has another length.</exception>
    public void Read(string tensor, Span<float> destination)
    {
        TensorPlace place = Find(tensor, destination.Length, nameof(destination));
        Span<float> values = Span;
        int rows = place.Shape[0], columns = place.Columns;
        for (int row = 0, i = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) destination[i++] = values[place.OffsetOf(row, column)];
        }
    }

    /// <summary>Copies a tensor in, row-major, in PyTorch's orientation.</summary>
    /// <exception cref="ArgumentException">There is no such tensor, or the span has another length.</exception>
    public void Write(string tensor, ReadOnlySpan<float> source)
    {
        TensorPlace place = Find(tensor, source.Length, nameof(source));
        MarkChanged();
        Span<float> values = Span;
        int rows = place.Shape[0], columns = place.Columns;
        for (int row = 0, i = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) values[place.OffsetOf(row, column)] = source[i++];
        }
    }

    /// <summary>Sets all values to zero.</summary>
    public void Clear()
    {
        MarkChanged();
        Span.Clear();
    }

    /// <summary>Notes that values are being changed through <see cref="Span"/>.</summary>
    internal void MarkChanged() => Version++;

    private TensorPlace Find(string tensor, int length, string argument)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_places.TryGetValue(tensor, out TensorPlace? place))
        {
            throw new ArgumentException($"There is no tensor '{tensor}'; there are {string.Join(", ", _places.Keys)}.", nameof(tensor));
        }
        if (length != place.Count)
        {
            throw new ArgumentException(
                $"Tensor '{tensor}' [{string.Join(", ", place.Shape)}] has {place.Count} values; the span has {length}.", argument);
        }
        return place;
    }
}

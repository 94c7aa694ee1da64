using System.Collections.ObjectModel;

namespace RnnGen;

/// <summary>
/// One flat, 64-byte aligned buffer with named tensors. Parameters, gradients and the optimizers' moments are all this.
/// </summary>
/// <remarks>
/// A new buffer is all zeros. The padding between the tensors is zero and must stay zero.
/// A pair's buffer holds those of its networks one after another; each is to be had as a buffer of its own that shares the values.
/// </remarks>
public sealed class ParameterBuffer
{
    private readonly Dictionary<string, (ParameterBuffer Owner, TensorPlace Place)> _places = [];
    private AlignedBuffer _values;
    private ChangeCount _changes;

    /// <summary>An empty (zero) buffer for the parameters of <paramref name="spec"/>.</summary>
    public ParameterBuffer(ParameterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        SpecPart[] parts = [.. spec.Parts];
        ParameterLayout[] layouts = [.. parts.Select(part => new ParameterLayout(new Topology(part.Model)))];
        _values = new AlignedBuffer(layouts.Sum(layout => layout.Length));
        _changes = new ChangeCount();
        Parts = spec is ModelSpec ? [] : new ParameterBuffer[parts.Length];
        var tensors = new List<TensorInfo>();
        for (int i = 0, start = 0; i < parts.Length; start += layouts[i++].Length)
        {
            ParameterBuffer owner = this;
            if (spec is not ModelSpec) owner = Parts[i] = new ParameterBuffer(parts[i].Model) { _values = _values.View(start, layouts[i].Length), _changes = _changes };
            foreach (TensorPlace place in layouts[i].Tensors)
            {
                string name = TensorName.Join(parts[i].Name, place.Name);
                _places.Add(name, (owner, place));
                tensors.Add(new TensorInfo(name, new([.. place.Shape])));
            }
        }
        Tensors = new(tensors);
    }

    /// <summary>The network, or the pair, whose parameters these are.</summary>
    public ParameterSpec Spec { get; }

    /// <summary>A pair's networks' buffers, in the order of <see cref="ParameterSpec.Parts"/>, which share its values; empty for a network alone.</summary>
    internal ParameterBuffer[] Parts { get; }

    /// <summary>The values in the kernels' own order, padding included: for optimizers and reductions.</summary>
    /// <remarks>Nothing can tell that values were written here: a backward pass after it is not refused, though its gradients mean nothing.</remarks>
    public Span<float> Span => _values.Span;

    /// <summary>The first value; aligned to 64 bytes. For generated code.</summary>
    public ref float Origin => ref _values.Origin;

    /// <summary>Floats of the buffer, padding included.</summary>
    public int Length => _values.Length;

    /// <summary>Differs after each change that can be told, so that a tape knows whether its parameters are still those it recorded with.</summary>
    internal long Version => _changes.Count;

    /// <summary>The tensors, in the buffer's order.</summary>
    public ReadOnlyCollection<TensorInfo> Tensors { get; }

    /// <summary>Copies a tensor out, row-major, in PyTorch's orientation.</summary>
    /// <exception cref="ArgumentException">There is no such tensor, or the span has another length.</exception>
    public void Read(string tensor, Span<float> destination)
    {
        TensorPlace place = Find(tensor, destination.Length, nameof(destination), out Span<float> values);
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
        TensorPlace place = Find(tensor, source.Length, nameof(source), out Span<float> values);
        MarkChanged();
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
    internal void MarkChanged() => _changes.Count++;

    /// <summary>From now on this buffer's values are those of <paramref name="part"/>, a part of a pair's buffer; its own are given up.</summary>
    internal void MoveInto(ParameterBuffer part) => (_values, _changes) = (part._values, part._changes);

    private TensorPlace Find(string tensor, int length, string argument, out Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_places.TryGetValue(tensor, out (ParameterBuffer Owner, TensorPlace Place) found))
        {
            throw new ArgumentException($"There is no tensor '{tensor}'; there are {string.Join(", ", _places.Keys)}.", nameof(tensor));
        }
        if (length != found.Place.Count)
        {
            throw new ArgumentException(
                $"Tensor '{tensor}' [{string.Join(", ", found.Place.Shape)}] has {found.Place.Count} values; the span has {length}.", argument);
        }
        values = found.Owner.Span;
        return found.Place;
    }

    /// <summary>How often values were changed; a pair's buffers have one together.</summary>
    private sealed class ChangeCount
    {
        public long Count;
    }
}

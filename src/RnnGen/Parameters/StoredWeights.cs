using System.ComponentModel;

namespace RnnGen;

/// <summary>The copy of a model's parameters that its steps read, in its <see cref="ModelSpec.Storage"/>. For generated code: it never changes once it is made.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StoredWeights
{
    private readonly ModelSpec _spec;
    private readonly AlignedBuffer _values;

    /// <summary>A copy of what <paramref name="parameters"/>, a model's, hold now.</summary>
    public StoredWeights(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _spec = (ModelSpec)parameters.Spec;
        var layout = new ParameterLayout(new Topology(_spec));
        var stored = new StoredLayout(layout, _spec.Storage);
        _values = new AlignedBuffer(stored.Length);
        foreach (ParameterPlace place in layout.Places)
        {
            ReadOnlySpan<float> from = parameters.Span.Slice(place.Offset, place.Length);
            Span<float> to = _values.Span[stored[place].Offset..];
            if (place is PanelPlace panel) PanelCodec.Encode(panel.Panel, from, stored[place].Panel!, to);
            else from.CopyTo(to);
        }
    }

    /// <summary>The first value; aligned to 64 bytes.</summary>
    public ref float Origin => ref _values.Origin;

    /// <summary>Bytes of the copy.</summary>
    public int Bytes => _values.Length * sizeof(float);

    /// <summary>The parameters that the copy stands for: what a step computes with.</summary>
    public ParameterBuffer Dequantize()
    {
        var parameters = new ParameterBuffer(_spec);
        var layout = new ParameterLayout(new Topology(_spec));
        var stored = new StoredLayout(layout, _spec.Storage);
        foreach (ParameterPlace place in layout.Places)
        {
            Span<float> to = parameters.Span.Slice(place.Offset, place.Length);
            ReadOnlySpan<float> from = _values.Span[stored[place].Offset..];
            if (place is PanelPlace panel) PanelCodec.Decode(panel.Panel, to, stored[place].Panel!, from);
            else from[..place.Length].CopyTo(to);
        }
        return parameters;
    }
}

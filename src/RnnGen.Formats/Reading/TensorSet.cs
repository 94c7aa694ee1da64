namespace RnnGen.Formats;

/// <summary>Named tensors of a file, whatever its container, as the core library's strict reading wants them.</summary>
internal sealed class TensorSet(string source) : ITensorFile
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The free texts beside them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Types that are wider or narrower than a float, and were converted; empty where there are none.</summary>
    public IReadOnlyList<string> Converted => [.. _entries.Values.Select(entry => entry.StoredAs).Where(type => type != Safetensors.Float32 && ElementType.IsReal(type)).Distinct().Order()];

    /// <summary>Adds a tensor of floats.</summary>
    public void Add(string name, EquatableArray<int> shape, float[] values) => Add(name, Safetensors.Float32, shape, () => values);

    /// <summary>Adds a tensor of the type <paramref name="dtype"/>, whose values <paramref name="read"/> gives.</summary>
    /// <exception cref="ModelFormatException">The name stands twice, or there are too many.</exception>
    public void Add(string name, string dtype, EquatableArray<int> shape, Func<float[]> read)
    {
        if (_entries.Count == FormatLimits.Tensors) throw Wrong($"expected at most {FormatLimits.Tensors} tensors, found more");
        if (!_entries.TryAdd(name, new Entry(dtype, shape, read))) throw Wrong($"the tensor '{name}' stands twice");
    }

    /// <inheritdoc/>
    public (string Dtype, EquatableArray<int> Shape)? Find(string name) => _entries.TryGetValue(name, out Entry? entry)
        ? (ElementType.IsReal(entry.StoredAs) ? Safetensors.Float32 : entry.StoredAs, entry.Shape)
        : null;

    /// <summary>A tensor's shape; it is there.</summary>
    public EquatableArray<int> ShapeOf(string name) => _entries[name].Shape;

    /// <inheritdoc/>
    public float[] ReadFloats(string name)
    {
        float[] values = _entries[name].Read();
        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        if (wrong >= 0) throw Wrong(FormattableString.Invariant($"tensor '{name}': expected finite values, found {values[wrong]} at index {wrong}"));
        return values;
    }

    /// <summary>The same tensors under other names.</summary>
    /// <exception cref="ModelFormatException">Two get the same name.</exception>
    public TensorSet Rename(Func<string, string> nameOf)
    {
        var renamed = new TensorSet(source) { Metadata = Metadata };
        foreach ((string name, Entry entry) in _entries)
        {
            if (!renamed._entries.TryAdd(nameOf(name), entry)) throw Wrong($"the tensor '{nameOf(name)}' stands twice: '{name}' is another with this name behind a path");
        }
        return renamed;
    }

    /// <summary>Those whose names pass.</summary>
    public TensorSet Where(Func<string, bool> isWanted)
    {
        var some = new TensorSet(source) { Metadata = Metadata };
        foreach ((string name, Entry entry) in _entries.Where(pair => isWanted(pair.Key))) some._entries.Add(name, entry);
        return some;
    }

    /// <summary>Something is wrong with it: a sentence without its full stop.</summary>
    public ModelFormatException Wrong(string what) => new($"{source}: {what}.");

    private sealed record Entry(string StoredAs, EquatableArray<int> Shape, Func<float[]> Read);
}

using System.Text.Json;
using System.Text.Unicode;

namespace RnnGen;

/// <summary>A safetensors header, read strictly: whatever the format does not allow is an error.</summary>
internal sealed class SafetensorsHeader
{
    private readonly string _source;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, SafetensorsEntry> _entries = [];
    private bool _hasMetadata;

    /// <summary>Reads the header <paramref name="json"/> of the file that messages call <paramref name="source"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public SafetensorsHeader(ReadOnlyMemory<byte> json, string source)
    {
        _source = source;
        if (!Utf8.IsValid(json.Span)) throw Damaged("it is not UTF-8");
        if (json.IsEmpty || json.Span[0] != '{') throw Damaged("it does not begin with '{'");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            foreach (JsonProperty property in document.RootElement.EnumerateObject()) ReadProperty(property);
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException($"{source}: the header is damaged: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A string with half a surrogate pair.
            throw new ModelFormatException($"{source}: the header is damaged: {exception.Message}", exception);
        }
        DataLength = RequireNoGap();
    }

    /// <summary>The free texts; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>Bytes of data that the header claims.</summary>
    public long DataLength { get; }

    private void ReadProperty(JsonProperty property)
    {
        if (property.NameEquals(Safetensors.MetadataKey))
        {
            if (_hasMetadata) throw Damaged($"the key '{Safetensors.MetadataKey}' stands twice");
            _hasMetadata = true;
            if (property.Value.ValueKind != JsonValueKind.Object) throw Damaged($"'{Safetensors.MetadataKey}' is no object");
            foreach (JsonProperty text in property.Value.EnumerateObject()) ReadMetadata(text);
        }
        else if (!_entries.TryAdd(property.Name, ReadEntry(property)))
        {
            throw Damaged($"the key '{property.Name}' stands twice");
        }
    }

    private void ReadMetadata(JsonProperty text)
    {
        if (text.Value.ValueKind != JsonValueKind.String) throw Damaged($"metadata '{text.Name}' is no string");
        if (!_metadata.TryAdd(text.Name, text.Value.GetString()!)) throw Damaged($"metadata '{text.Name}' stands twice");
    }

    private SafetensorsEntry ReadEntry(JsonProperty property)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object) throw Damaged($"tensor '{name}' is no object");
        string? dtype = null;
        long[]? shape = null, offsets = null;
        foreach (JsonProperty part in property.Value.EnumerateObject())
        {
            switch (part.Name)
            {
                case "dtype" when dtype is null && part.Value.ValueKind == JsonValueKind.String: dtype = part.Value.GetString(); break;
                case "shape" when shape is null: shape = ReadNumbers(part.Value); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(part.Value); break;
                default: throw Damaged($"tensor '{name}' has a '{part.Name}' that is unknown, doubled or of the wrong kind");
            }
        }
        if (dtype is null || shape is null || offsets is not [long begin, long end])
        {
            throw Damaged($"tensor '{name}' lacks a valid dtype, shape or data_offsets");
        }
        int size = Safetensors.SizeOf(dtype);
        if (size == 0) throw Damaged($"tensor '{name}' has the unknown dtype '{dtype}'");
        long bytes = CountOf(name, shape) * size;
        if (end - begin != bytes)
        {
            throw Damaged($"tensor '{name}' {dtype} [{string.Join(", ", shape)}] takes {bytes} bytes; its data_offsets [{begin}, {end}] hold {end - begin}");
        }
        return new SafetensorsEntry(name, dtype, new(shape.Select(size => (int)size)), begin, end);
    }

    /// <summary>An array of numbers ≥ 0; null for anything else.</summary>
    private static long[]? ReadNumbers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array) return null;
        var numbers = new long[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]) || numbers[i] < 0) return null;
            i++;
        }
        return numbers;
    }

    private long CountOf(string name, long[] shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            // Both factors are below 2³¹, so that the product does not overflow.
            if (size > int.MaxValue || (count *= size) > int.MaxValue) throw Damaged($"tensor '{name}' [{string.Join(", ", shape)}] is too large");
        }
        return count;
    }

    /// <summary>Checks that the tensors fill the data from its first byte on, and says where they end.</summary>
    private long RequireNoGap()
    {
        long end = 0;
        foreach (SafetensorsEntry entry in _entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
            {
                throw Damaged($"tensor '{entry.Name}' begins at byte {entry.Begin}; expected {end}, where the one before ends");
            }
            end = entry.End;
        }
        return end;
    }

    private ModelFormatException Damaged(string how) => new($"{_source}: the header is damaged: {how}.");
}

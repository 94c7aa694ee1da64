using System.Buffers.Binary;

namespace RnnGen;

/// <summary>A safetensors file, read whole and found intact.</summary>
internal sealed class SafetensorsFile : ITensorFile
{
    private readonly SafetensorsHeader _header;
    private readonly byte[] _data;

    /// <summary>Reads <paramref name="stream"/> to its end; messages call it <paramref name="source"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged or truncated.</exception>
    public SafetensorsFile(Stream stream, string source)
    {
        Source = source;
        _header = SafetensorsHeader.Read(stream, source);
        _data = SafetensorsHeader.ReadAtMost(stream, _header.DataLength);
        _header.RequireData(_data.Length + (stream.ReadByte() < 0 ? 0 : 1));
    }

    /// <summary>Reads the file <paramref name="path"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged or truncated.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return new SafetensorsFile(stream, $"'{path}'");
    }

    /// <summary>What messages call the file.</summary>
    public string Source { get; }

    /// <summary>The free texts; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <inheritdoc/>
    public IEnumerable<string> Names => Entries.Keys;

    /// <inheritdoc/>
    public (string Dtype, EquatableArray<int> Shape)? Find(string name) =>
        Entries.TryGetValue(name, out SafetensorsEntry? entry) ? (entry.Dtype, entry.Shape) : null;

    /// <inheritdoc/>
    public float[] ReadFloats(string name)
    {
        ReadOnlySpan<byte> bytes = BytesOf(Entries[name]);
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
            if (!float.IsFinite(values[i]))
            {
                throw new ModelFormatException(FormattableString.Invariant(
                    $"{Source}: tensor '{name}': expected finite values, found {values[i]} at index {i}."));
            }
        }
        return values;
    }

    /// <summary>A tensor's bytes.</summary>
    public ReadOnlySpan<byte> BytesOf(SafetensorsEntry entry) => _data.AsSpan((int)entry.Begin, (int)(entry.End - entry.Begin));
}

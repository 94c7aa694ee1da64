using System.Buffers.Binary;

namespace RnnGen;

/// <summary>A safetensors file, read whole and found intact.</summary>
internal sealed class SafetensorsFile : ITensorFile
{
    private readonly SafetensorsHeader _header;
    private readonly ReadOnlyMemory<byte> _data;

    /// <summary>Reads <paramref name="stream"/> to its end; messages call it <paramref name="source"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged or truncated.</exception>
    public SafetensorsFile(Stream stream, string source)
    {
        Source = source;
        ReadOnlySpan<byte> prefix = ReadAtMost(stream, Safetensors.PrefixLength).Span;
        if (prefix.Length < Safetensors.PrefixLength)
        {
            throw new ModelFormatException($"{source}: expected the header's length in {Safetensors.PrefixLength} bytes, found {prefix.Length} bytes.");
        }
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > Safetensors.MostHeaderBytes)
        {
            throw new ModelFormatException($"{source}: the header claims {headerLength} bytes; at most {Safetensors.MostHeaderBytes} are allowed.");
        }
        ReadOnlyMemory<byte> header = ReadAtMost(stream, (long)headerLength);
        if (header.Length < (int)headerLength)
        {
            throw new ModelFormatException($"{source}: expected a header of {headerLength} bytes, found {header.Length} bytes.");
        }
        _header = new SafetensorsHeader(header, source);
        if (_header.DataLength > Array.MaxLength)
        {
            throw new ModelFormatException($"{source}: the header claims {_header.DataLength} bytes of data; at most {Array.MaxLength} can be read.");
        }
        _data = ReadAtMost(stream, _header.DataLength);
        if (_data.Length < _header.DataLength)
        {
            throw new ModelFormatException($"{source}: expected {_header.DataLength} bytes of data, found {_data.Length}.");
        }
        if (stream.ReadByte() >= 0) throw new ModelFormatException($"{source}: expected the end after {_header.DataLength} bytes of data, found more.");
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
    public ReadOnlySpan<byte> BytesOf(SafetensorsEntry entry) => _data.Span[(int)entry.Begin..(int)entry.End];

    /// <summary>
    /// Reads <paramref name="count"/> bytes, or as many as there are. Memory grows with what arrives,
    /// not with what a damaged header claims.
    /// </summary>
    private static ReadOnlyMemory<byte> ReadAtMost(Stream stream, long count)
    {
        byte[] buffer = new byte[Math.Min(count, 65_536)];
        int filled = 0;
        while (filled < count)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(count, 2L * buffer.Length));
            int read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0) break;
            filled += read;
        }
        return buffer.AsMemory(0, filled);
    }
}

using System.Text;

namespace RnnGen;

/// <summary>A safetensors header, read strictly: whatever the format does not allow is an error.</summary>
/// <remarks>Compiled into the build's task as well, which tells the compiler what it says.</remarks>
internal sealed class SafetensorsHeader
{
    private readonly string _source;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, SafetensorsEntry> _entries = [];
    private bool _hasMetadata;

    /// <summary>Reads the header <paramref name="json"/> of the file that messages call <paramref name="source"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public SafetensorsHeader(byte[] json, string source)
    {
        _source = source;
        if (json.Length == 0 || json[0] != '{') throw Damaged("it does not begin with '{'");
        try
        {
            var text = new HeaderText(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(json));
            foreach (string key in text.ReadKeys()) ReadValue(key, text);
            text.RequireEnd();
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("it is not UTF-8");
        }
        catch (FormatException exception)
        {
            throw Damaged(exception.Message);
        }
        DataLength = RequireNoGap();
    }

    /// <summary>Reads the header at the beginning of <paramref name="stream"/>, and no further.</summary>
    /// <exception cref="ModelFormatException">It is damaged or truncated, or claims more than can be read.</exception>
    public static SafetensorsHeader Read(Stream stream, string source)
    {
        byte[] prefix = ReadAtMost(stream, Safetensors.PrefixLength);
        if (prefix.Length < Safetensors.PrefixLength)
        {
            throw new ModelFormatException($"{source}: expected the header's length in {Safetensors.PrefixLength} bytes, found {prefix.Length} bytes.");
        }
        ulong length = 0;
        for (int i = 0; i < prefix.Length; i++) length |= (ulong)prefix[i] << (8 * i);
        if (length > Safetensors.MostHeaderBytes)
        {
            throw new ModelFormatException($"{source}: the header claims {length} bytes; at most {Safetensors.MostHeaderBytes} are allowed.");
        }
        byte[] json = ReadAtMost(stream, (long)length);
        if (json.Length < (int)length)
        {
            throw new ModelFormatException($"{source}: expected a header of {length} bytes, found {json.Length} bytes.");
        }
        var header = new SafetensorsHeader(json, source);
        if (header.DataLength > Safetensors.MostDataBytes)
        {
            throw new ModelFormatException($"{source}: the header claims {header.DataLength} bytes of data; at most {Safetensors.MostDataBytes} can be read.");
        }
        return header;
    }

    /// <summary>The free texts; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>Bytes of data that the header claims.</summary>
    public long DataLength { get; }

    /// <summary>Checks that as many bytes follow the header as it claims.</summary>
    /// <exception cref="ModelFormatException">There are <paramref name="found"/>, which is another number.</exception>
    public void RequireData(long found)
    {
        if (found < DataLength) throw new ModelFormatException($"{_source}: expected {DataLength} bytes of data, found {found}.");
        if (found > DataLength) throw new ModelFormatException($"{_source}: expected the end after {DataLength} bytes of data, found more.");
    }

    /// <summary>
    /// Reads <paramref name="count"/> bytes, or as many as there are. Memory grows with what arrives,
    /// not with what a damaged header claims.
    /// </summary>
    public static byte[] ReadAtMost(Stream stream, long count)
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
        Array.Resize(ref buffer, filled);
        return buffer;
    }

    private void ReadValue(string key, HeaderText text)
    {
        if (key == Safetensors.MetadataKey)
        {
            if (_hasMetadata) throw Damaged($"the key '{key}' stands twice");
            _hasMetadata = true;
            if (text.Peek() != '{') throw Damaged($"'{key}' is no object");
            foreach (string name in text.ReadKeys()) ReadMetadata(name, text);
        }
        else
        {
            SafetensorsEntry entry = ReadEntry(key, text);
            if (_entries.ContainsKey(key)) throw Damaged($"the key '{key}' stands twice");
            _entries.Add(key, entry);
        }
    }

    private void ReadMetadata(string name, HeaderText text)
    {
        if (text.Peek() != '"') throw Damaged($"metadata '{name}' is no string");
        if (_metadata.ContainsKey(name)) throw Damaged($"metadata '{name}' stands twice");
        _metadata.Add(name, text.ReadString());
    }

    private SafetensorsEntry ReadEntry(string name, HeaderText text)
    {
        if (text.Peek() != '{') throw Damaged($"tensor '{name}' is no object");
        string? dtype = null;
        long[]? shape = null, offsets = null;
        foreach (string part in text.ReadKeys())
        {
            switch (part)
            {
                case "dtype" when dtype is null && text.Peek() == '"': dtype = text.ReadString(); break;
                case "shape" when shape is null: shape = text.ReadNumbers() ?? throw Lacking(name); break;
                case "data_offsets" when offsets is null: offsets = text.ReadNumbers() ?? throw Lacking(name); break;
                default: throw Damaged($"tensor '{name}' has a '{part}' that is unknown, doubled or of the wrong kind");
            }
        }
        if (dtype is null || shape is null || offsets is not { Length: 2 }) throw Lacking(name);
        int size = Safetensors.SizeOf(dtype);
        if (size == 0) throw Damaged($"tensor '{name}' has the unknown dtype '{dtype}'");
        long begin = offsets[0], end = offsets[1], bytes = CountOf(name, shape) * size;
        if (end - begin != bytes)
        {
            throw Damaged(FormattableString.Invariant(
                $"tensor '{name}' {dtype} [{string.Join(", ", shape)}] takes {bytes} bytes; its data_offsets [{begin}, {end}] hold {end - begin}"));
        }
        return new SafetensorsEntry(name, dtype, new(shape.Select(size => (int)size)), begin, end);
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

    private ModelFormatException Lacking(string name) => Damaged($"tensor '{name}' lacks a valid dtype, shape or data_offsets");

    private ModelFormatException Damaged(string how) => new($"{_source}: the header is damaged: {how}.");
}

using System.Runtime.InteropServices;

namespace RnnGen.Formats;

/// <summary>A file, read whole, or a folder: what readers look at to say whether it is theirs.</summary>
internal sealed class InputFile
{
    private readonly Lazy<JsonPart?> _json;
    private readonly Lazy<ZipContent?> _zip;

    /// <summary>The content <paramref name="bytes"/>; messages call it <paramref name="source"/>.</summary>
    public InputFile(ReadOnlyMemory<byte> bytes, string source, string? folder = null)
    {
        (Bytes, Source, Folder) = (bytes, source, folder);
        _json = new(() => StartsLikeJson() ? JsonPart.Parse(this) : null);
        _zip = new(() => StartsWith(ZipContent.Signature) ? new ZipContent(this) : null);
    }

    /// <summary>Reads the file, or takes note of the folder, <paramref name="path"/>.</summary>
    /// <exception cref="ModelFormatException">It is empty or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static InputFile Open(string path)
    {
        if (Directory.Exists(path)) return new InputFile(default, $"'{path}'", path);
        return new InputFile(ReadWhole(path, FormatLimits.FileBytes), $"'{path}'") { Path = path };
    }

    /// <summary>Reads a file of at most <paramref name="most"/> bytes.</summary>
    public static byte[] ReadWhole(string path, long most)
    {
        // A pipe or a device has no length, and opening one may never end.
        if (new FileInfo(path) is { Exists: true, Length: 0 }) throw new ModelFormatException($"'{path}': it is empty, or no plain file.");
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > most) throw new ModelFormatException($"'{path}': expected at most {most} bytes, found {stream.Length}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What messages call it.</summary>
    public string Source { get; }

    /// <summary>The content; empty for a folder.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the file is; null for a folder, and for content from elsewhere.</summary>
    public string? Path { get; private init; }

    /// <summary>The folder; null for a file.</summary>
    public string? Folder { get; }

    /// <summary>The content as JSON; null where it does not begin like any.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or nested too deeply.</exception>
    public JsonPart? Json => _json.Value;

    /// <summary>The content as a zip archive; null where it does not begin like any.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has too many entries.</exception>
    public ZipContent? Zip => _zip.Value;

    /// <summary>Whether the content begins with these bytes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> start) => Bytes.Span.StartsWith(start);

    /// <summary>The content as a stream, without a copy where that is possible.</summary>
    public MemoryStream OpenRead() => MemoryMarshal.TryGetArray(Bytes, out ArraySegment<byte> array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(Bytes.ToArray(), writable: false);

    /// <summary>Something is wrong with it: a sentence without its full stop.</summary>
    public ModelFormatException Wrong(string what) => new($"{Source}: {what}.");

    // A safetensors header also begins with '{', but after eight bytes.
    private bool StartsLikeJson()
    {
        ReadOnlySpan<byte> text = Bytes.Span;
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'{' or (byte)'[';
    }
}

using System.IO.Compression;

namespace RnnGen.Formats;

/// <summary>A zip archive in memory, unpacked entry by entry, within bounds and against the checksums. Nothing is written to disk.</summary>
internal sealed class ZipContent
{
    private readonly InputFile _file;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private long _left;

    /// <summary>Opens it.</summary>
    /// <exception cref="ModelFormatException">It is damaged, has too many entries, or one twice.</exception>
    public ZipContent(InputFile file)
    {
        _file = file;
        _left = FormatLimits.Unpacked(file.Bytes.Length);
        Guard(() =>
        {
            var archive = new ZipArchive(file.OpenRead(), ZipArchiveMode.Read);
            if (archive.Entries.Count > FormatLimits.Tensors) throw file.Wrong($"expected at most {FormatLimits.Tensors} entries, found {archive.Entries.Count}");
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!_entries.TryAdd(entry.FullName, entry)) throw file.Wrong($"the entry '{entry.FullName}' stands twice");
            }
            return true;
        });
    }

    /// <summary>What an archive that is not empty begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "PK\x03\x04"u8;

    /// <summary>The entries' names.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Unpacks an entry.</summary>
    /// <exception cref="ModelFormatException">There is none, it is damaged, or it unpacks to more than it says or is allowed.</exception>
    public byte[] Read(string name)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry)) throw _file.Wrong($"the entry '{name}' is missing");
        if (entry.Length > _left) throw _file.Wrong($"the entry '{name}' unpacks to {entry.Length} bytes, of which {_left} are allowed for a file of this size");
        _left -= entry.Length;
        return Guard(() => Unpack(entry));
    }

    private byte[] Unpack(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        // Memory grows with what arrives, not with what the entry says.
        using var unpacked = new MemoryStream();
        byte[] buffer = new byte[65_536];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (unpacked.Length + read > entry.Length) throw _file.Wrong($"the entry '{entry.FullName}' unpacks to more than the {entry.Length} bytes that it says");
            unpacked.Write(buffer, 0, read);
        }
        byte[] bytes = unpacked.ToArray();
        if (bytes.Length != entry.Length || Crc32.Of(bytes) != entry.Crc32) throw _file.Wrong($"the entry '{entry.FullName}' is damaged: its length or checksum is wrong");
        return bytes;
    }

    /// <summary>What the archive's reader throws for damage.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new ModelFormatException($"{_file.Source}: the zip archive is damaged: {exception.Message}", exception);
        }
    }
}

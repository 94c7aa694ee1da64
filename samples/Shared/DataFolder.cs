using System.IO.Compression;
using System.Text;

namespace Samples.Shared;

/// <summary>Finds and reads a data set's files.</summary>
public static class DataFolder
{
    /// <summary>A data set's folder: <paramref name="set"/> in <paramref name="data"/>, or <paramref name="data"/> itself where it has that name.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Of(string data, string set)
    {
        string inside = Path.Combine(data, set);
        if (Directory.Exists(inside)) return inside;
        if (Directory.Exists(data) && new DirectoryInfo(data).Name == set) return data;
        throw new DirectoryNotFoundException($"--data: expected a folder with the data set '{set}', found no {Path.GetFullPath(inside)}.");
    }

    /// <summary>The lines of a UTF-8 file; those of a .gz file are unpacked.</summary>
    public static IEnumerable<string> Lines(string folder, string file)
    {
        using Stream stream = File.OpenRead(Path.Combine(folder, file));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}

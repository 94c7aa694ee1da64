using System.Globalization;

namespace RnnGen.Benchmarks.Machine;

/// <summary>Bytes of one core's caches, as Linux tells them; elsewhere those of Zen 4.</summary>
internal sealed record CacheSizes(int L1, int L2)
{
    private const string Folder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>Of this machine.</summary>
    public static CacheSizes OfThisMachine() => new(Find("1", "Data") ?? 32 << 10, Find("2", "Unified") ?? 1 << 20);

    private static int? Find(string level, string type)
    {
        if (!Directory.Exists(Folder)) return null;
        foreach (string cache in Directory.EnumerateDirectories(Folder, "index*"))
        {
            if (Read(cache, "level") == level && Read(cache, "type") == type) return Bytes(Read(cache, "size"));
        }
        return null;
    }

    /// <summary>"32K", "1M".</summary>
    internal static int? Bytes(string size)
    {
        if (size.Length < 2 || !int.TryParse(size[..^1], CultureInfo.InvariantCulture, out int number)) return null;
        return size[^1] switch { 'K' => number << 10, 'M' => number << 20, _ => null };
    }

    private static string Read(string cache, string file)
    {
        string path = Path.Combine(cache, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}

namespace RnnGen;

/// <summary>What a file says of the network it belongs to.</summary>
internal static class FileMetadata
{
    private const string VersionKey = "rnngen.version";
    private const string Version = "1";
    private const string DeclarationKey = "rnngen.declaration";

    /// <summary>The metadata of a file that belongs to <paramref name="spec"/>.</summary>
    public static Dictionary<string, string> Of(ModelSpec spec) => new()
    {
        // Some of PyTorch's tools ask for this one.
        ["format"] = "pt",
        [VersionKey] = Version,
        [DeclarationKey] = Declaration.WriteForFile(spec),
    };

    /// <summary>Whether the file was written by this library rather than by PyTorch, say.</summary>
    private static bool IsOurs(SafetensorsFile file) =>
        file.Metadata.ContainsKey(VersionKey) || file.Metadata.ContainsKey(DeclarationKey);

    /// <summary>Checks that the file, where it says anything, belongs to <paramref name="spec"/>.</summary>
    /// <exception cref="ModelFormatException">It does not, or it is of an unknown version.</exception>
    public static void Check(SafetensorsFile file, ModelSpec spec)
    {
        if (!IsOurs(file)) return;
        Require(file, VersionKey, Version);
        Require(file, DeclarationKey, Declaration.WriteForFile(spec));
    }

    /// <summary>Checks one of the metadata's texts.</summary>
    /// <exception cref="ModelFormatException">It is missing, or another.</exception>
    public static void Require(SafetensorsFile file, string key, string expected)
    {
        string? found = file.Metadata.GetValueOrDefault(key);
        if (found == expected) return;
        throw new ModelFormatException($"{file.Source}: metadata '{key}': expected {expected}, found {found ?? "none"}.");
    }
}

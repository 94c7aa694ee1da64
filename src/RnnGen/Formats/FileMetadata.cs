namespace RnnGen;

/// <summary>What a file says of the network it belongs to.</summary>
internal static class FileMetadata
{
    /// <summary>The metadata of a file that belongs to <paramref name="spec"/>.</summary>
    public static Dictionary<string, string> Of(ParameterSpec spec)
    {
        // Some of PyTorch's tools ask for this one.
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        foreach ((string key, string text) in FileIdentity.Of(spec)) metadata.Add(key, text);
        return metadata;
    }

    /// <summary>Checks that the file, where it says anything, belongs to <paramref name="spec"/>: PyTorch's files say nothing.</summary>
    /// <exception cref="ModelFormatException">It does not, or it is of an unknown version.</exception>
    public static void Check(SafetensorsFile file, ParameterSpec spec)
    {
        if (FileIdentity.Of(spec).Any(identity => file.Metadata.ContainsKey(identity.Key))) Require(file, spec);
    }

    /// <summary>Checks that the file says that it belongs to <paramref name="spec"/>.</summary>
    /// <exception cref="ModelFormatException">It does not, or it is of an unknown version.</exception>
    public static void Require(SafetensorsFile file, ParameterSpec spec)
    {
        foreach ((string key, string text) in FileIdentity.Of(spec)) Require(file, key, text);
    }

    /// <summary>Checks one of the metadata's texts.</summary>
    /// <exception cref="ModelFormatException">It is missing, or another.</exception>
    public static void Require(SafetensorsFile file, string key, string expected)
    {
        if (file.Metadata.GetValueOrDefault(key) != expected) throw Unexpected(file, key, expected);
    }

    /// <summary>Says what a text should be, and what it is.</summary>
    public static ModelFormatException Unexpected(SafetensorsFile file, string key, string expected) =>
        new($"{file.Source}: metadata '{key}': expected {expected}, found {file.Metadata.GetValueOrDefault(key) ?? "none"}.");
}

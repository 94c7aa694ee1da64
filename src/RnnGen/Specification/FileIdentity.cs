namespace RnnGen;

/// <summary>The texts by which a file says whose weights it holds. PyTorch's files have none of them.</summary>
internal static class FileIdentity
{
    /// <summary>What a file of <paramref name="spec"/> says: the version of these rules, and the declaration.</summary>
    public static IReadOnlyList<(string Key, string Text)> Of(ParameterSpec spec) =>
        [("rnngen.version", "1"), ("rnngen.declaration", Declaration.WriteForFile(spec))];
}

namespace RnnGen.Tests;

/// <summary>The conformance data, which lies beside the repository, not in it.</summary>
internal static class SharedData
{
    /// <summary>The folder with <c>conformance</c> in it, or null: RNNGEN_SHARED, or <c>shared</c> beside a folder above the tests.</summary>
    public static string? Root { get; } = Find();

    public static string? WhyAbsent => Root is null
        ? "The conformance data is absent: no ../shared/conformance beside the repository, and RNNGEN_SHARED names none."
        : null;

    public static string PathOf(params string[] parts) => Path.Combine([Root ?? throw new InvalidOperationException(WhyAbsent), "conformance", .. parts]);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("RNNGEN_SHARED");
        IEnumerable<string> candidates = string.IsNullOrEmpty(named) ? Above().Select(folder => Path.Combine(folder, "shared")) : [named];
        return candidates.FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "conformance")));
    }

    private static IEnumerable<string> Above()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}

/// <summary>A fact that is skipped, with the reason, where the conformance data is absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedData.WhyAbsent;
}

/// <summary>A theory that is skipped, with the reason, where the conformance data is absent.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedData.WhyAbsent;
}

namespace RnnGen.Tests.Formats;

/// <summary>A test that reads the shared conformance data; skipped, with the reason, where they are absent.</summary>
public sealed class NeedsSharedFactAttribute : FactAttribute
{
    public NeedsSharedFactAttribute()
    {
        if (SharedData.Root is null) Skip = SharedData.WhyAbsent;
    }
}

/// <summary>The same for a test with cases.</summary>
public sealed class NeedsSharedTheoryAttribute : TheoryAttribute
{
    public NeedsSharedTheoryAttribute()
    {
        if (SharedData.Root is null) Skip = SharedData.WhyAbsent;
    }
}

/// <summary>The folder of shared data: <c>RNNGEN_SHARED</c>, or <c>shared</c> beside the checkout.</summary>
internal static class SharedData
{
    public const string WhyAbsent = "There is no folder 'shared' beside the checkout, and RNNGEN_SHARED names none.";

    public static string? Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root!, "conformance", .. parts]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("RNNGEN_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "conformance"))) return candidate;
        }
        return null;
    }
}

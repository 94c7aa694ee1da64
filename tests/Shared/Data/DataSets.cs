namespace RnnGen.Tests;

/// <summary>The shared data sets: in the folder that RNNGEN_SHARED names, or in <c>shared</c> beside the checkout.</summary>
internal static class DataSets
{
    /// <summary>What --data takes, or null.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("RNNGEN_SHARED");
        IEnumerable<string> candidates = string.IsNullOrEmpty(named) ? Above().Select(folder => Path.Combine(folder, "shared")) : [named];
        return candidates.Select(folder => Path.Combine(folder, "data")).FirstOrDefault(Directory.Exists);
    }

    private static IEnumerable<string> Above()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}

/// <summary>A test that needs a data set; skipped, with the reason, where that is absent.</summary>
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string set)
    {
        if (DataSets.Folder is null || !Directory.Exists(Path.Combine(DataSets.Folder, set)))
        {
            Skip = $"data/{set} is not in ../shared nor in the folder that RNNGEN_SHARED names.";
        }
    }

    /// <summary>Of such a test.</summary>
    public static string Folder => DataSets.Folder!;
}

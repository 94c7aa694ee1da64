namespace LettersToPhonemes.Tests;

/// <summary>The shared data sets: in the folder that RNNGEN_SHARED names, or in <c>shared</c> beside the checkout.</summary>
internal static class SharedData
{
    public static string? Find(params string[] path)
    {
        if (Environment.GetEnvironmentVariable("RNNGEN_SHARED") is { Length: > 0 } named) return InFolder(named, path);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (InFolder(Path.Combine(folder.FullName, "shared"), path) is { } file) return file;
        }
        return null;
    }

    private static string? InFolder(string shared, string[] path)
    {
        string file = Path.Combine([shared, "data", .. path]);
        return File.Exists(file) ? file : null;
    }
}

/// <summary>A test that needs the CMU dictionary; skipped, with the reason, where that is absent.</summary>
public sealed class CmuDictFactAttribute : FactAttribute
{
    public CmuDictFactAttribute()
    {
        if (File is null) Skip = "data/cmudict/cmudict.dict.gz is not in ../shared nor in the folder that RNNGEN_SHARED names.";
    }

    public static string? File { get; } = SharedData.Find("cmudict", "cmudict.dict.gz");
}

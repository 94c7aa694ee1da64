namespace RnnGen.Generator.Tests;

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string Read(params string[] path) => File.ReadAllText(PathTo(path)).Replace("\r", "");

    public static string PathTo(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RnnGen.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("The tests must run inside the repository.");
    }
}

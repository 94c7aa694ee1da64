using System.Text;

namespace CharLanguageModel.Text;

/// <summary>This repository's own C# and Markdown: real text that is always there.</summary>
/// <remarks>
/// Whole files are held out, of each kind its tenth, so that validation is neither the end of a file whose beginning was
/// learnt nor all of one kind. Files that a program wrote (generated sources, snapshots) are left out.
/// </remarks>
internal static class RepositorySources
{
    private static readonly string[] Kinds = [".cs", ".md"];

    private static readonly HashSet<string> SkippedFolders =
        new(["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The repository around this program, or around the current directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static Corpus Read() => Read(FindRoot()
        ?? throw new DirectoryNotFoundException("RnnGen.sln is in no folder above this program or the current directory; name a text with --text FILE."));

    /// <summary>The folder that holds RnnGen.sln.</summary>
    public static string? FindRoot() => FindRoot(AppContext.BaseDirectory) ?? FindRoot(Environment.CurrentDirectory);

    private static string? FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RnnGen.sln"))) return folder.FullName;
        }
        return null;
    }

    /// <summary>The sources below <paramref name="root"/>.</summary>
    public static Corpus Read(string root)
    {
        StringBuilder training = new(), validation = new();
        foreach (string kind in Kinds)
        {
            long seen = 0, held = 0;
            foreach (string file in Files(root, kind))
            {
                string text = File.ReadAllText(Path.Combine(root, file), Encoding.UTF8).ReplaceLineEndings("\n").TrimEnd() + "\n\n";
                seen += text.Length;
                // Held out whenever that keeps what is held out at or below its share of what was seen.
                bool holdOut = held + text.Length <= Corpus.HeldOut * seen;
                if (holdOut) held += text.Length;
                (holdOut ? validation : training).Append(text);
            }
        }
        return new("this repository's C# and Markdown", training.ToString(), validation.ToString());
    }

    /// <summary>Paths below <paramref name="root"/>, with forward slashes, in ordinal order: the same on every machine.</summary>
    public static IEnumerable<string> Files(string root, string kind) => Below(new DirectoryInfo(root))
        .Where(file => file.Name.EndsWith(kind, StringComparison.Ordinal) && !IsWrittenByAProgram(file.Name))
        .Select(file => Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.EnumerateFiles().Concat(folder.EnumerateDirectories()
        .Where(child => !child.Name.StartsWith('.') && !SkippedFolders.Contains(child.Name) && child.LinkTarget is null)
        .SelectMany(Below));

    private static bool IsWrittenByAProgram(string name) =>
        name.EndsWith(".g.cs", StringComparison.Ordinal)
        || name.Contains(".verified.", StringComparison.Ordinal)
        || name.Contains(".received.", StringComparison.Ordinal);
}

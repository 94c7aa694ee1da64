using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests.Snapshots;

/// <summary>Generated text for a person to read, kept beside the tests under the names of Verify.SourceGenerators.</summary>
internal static partial class Snapshot
{
    private const string UpdateVariable = "RNNGEN_UPDATE_SNAPSHOTS";
    private const string HowToAccept = $"To accept: {UpdateVariable}=1 dotnet test -c Release tests/RnnGen.Generator.Tests --filter Snapshot";

    private static readonly string Folder = Repository.PathTo("tests", "RnnGen.Generator.Tests", "Snapshots");
    private static readonly bool Updating = Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>The file for one generated source: <c>{TestClass}.{Method}_{parameter}#{HintName}.verified.cs</c>.</summary>
    public static string FileName(string test, GeneratedSourceResult source) => $"{test}#{Path.GetFileNameWithoutExtension(source.HintName)}.verified.cs";

    /// <summary>Compares; what differs is written beside its verified file.</summary>
    public static void Check(string test, IEnumerable<GeneratedSourceResult> sources)
    {
        string[] differences = sources.Select(source => Compare(FileName(test, source), source)).OfType<string>().ToArray();
        if (differences.Length > 0) Assert.Fail($"{string.Join("\n", differences)}\n{HowToAccept}");
    }

    /// <summary>Demands that there are no verified files but those.</summary>
    public static void CheckThereAreOnly(IEnumerable<string> fileNames)
    {
        string[] unused = Directory.GetFiles(Folder, "*.verified.cs").Where(file => !fileNames.Contains(Path.GetFileName(file))).Order().ToArray();
        if (Updating) Array.ForEach(unused, File.Delete);
        else if (unused.Length > 0) Assert.Fail($"No test has {string.Join(", ", unused.Select(Path.GetFileName))}.\n{HowToAccept}");
    }

    private static string? Compare(string fileName, GeneratedSourceResult source)
    {
        string verifiedFile = Path.Combine(Folder, fileName), receivedFile = Path.Combine(Folder, fileName.Replace(".verified.", ".received."));
        string received = Version().Replace(Lines($"//HintName: {source.HintName}\n{source.SourceText}"), "$1{Version}$2");
        string? verified = File.Exists(verifiedFile) ? Lines(File.ReadAllText(verifiedFile)) : null;
        File.Delete(receivedFile);
        if (received == verified) return null;

        File.WriteAllText(Updating ? verifiedFile : receivedFile, received);
        return Updating ? null : fileName + Difference(verified, received);
    }

    private static string Difference(string? verified, string received)
    {
        if (verified is null) return " does not exist.";
        string[] expected = verified.Split('\n'), found = received.Split('\n');
        int line = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $" differs, first in line {line + 1}:\n  expected: {At(expected)}\n  found:    {At(found)}";

        string At(string[] lines) => line < lines.Length ? lines[line] : "(end of file)";
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n");

    [GeneratedRegex("""(GeneratedCode\("RnnGen", ")[^"]*("\))""")]
    private static partial Regex Version();
}

using Microsoft.Build.Framework;
using RnnGen.Generator;

namespace RnnGen.Tasks;

/// <summary>
/// Writes, for each <c>RnnWeights</c> item, what its header says into a text for the analyzer. A damaged file is the analyzer's to
/// report, at the model that wants it; an item that cannot be one is an error here.
/// </summary>
public sealed class DescribeWeights : ITask
{
    /// <inheritdoc/>
    public IBuildEngine BuildEngine { get; set; } = null!;

    /// <inheritdoc/>
    public ITaskHost? HostObject { get; set; }

    /// <summary>The files, with the metadata <c>WeightsName</c> and <c>Description</c>, the text's path.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <inheritdoc/>
    public bool Execute()
    {
        bool isFine = true;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ITaskItem file in Files)
        {
            string name = file.GetMetadata("WeightsName");
            string? mistake = !names.Add(name) ? $"two RnnWeights items are called '{name}'. Give one of them another Link."
                : name.Split('/').Contains("..") ? $"the RnnWeights item is called '{name}', which leaves the project's folder. Give it another Link."
                : !File.Exists(file.ItemSpec) ? $"the RnnWeights item '{name}' does not exist. Correct the path in the project file, or add the file."
                : null;
            if (mistake is null) Write(file.GetMetadata("Description"), WeightsFile.Describe(() => File.OpenRead(file.ItemSpec), name).ToString());
            else Report(file.ItemSpec, mistake);
            isFine &= mistake is null;
        }
        return isFine;
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Report(string file, string message) => BuildEngine.LogErrorEvent(
        new BuildErrorEventArgs("", "", file, 0, 0, 0, 0, message, "", nameof(DescribeWeights)));
}

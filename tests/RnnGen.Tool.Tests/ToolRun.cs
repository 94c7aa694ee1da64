using System.Text.Json;

namespace RnnGen.Tool.Tests;

/// <summary>Runs the tool in a folder of its own.</summary>
public abstract class ToolRun : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("rnngen").FullName;

    protected string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a model's file; gives its path.</summary>
    protected string Write(ImportedModel model, string name, ModelFormat format)
    {
        ModelExport.Write(model, PathOf(name), format);
        return PathOf(name);
    }

    /// <summary>Writes C#; gives its path.</summary>
    protected string Source(string text, string name = "Model.cs")
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    protected static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = new CommandLine(output, errors).Invoke(arguments);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Runs with --json a command that succeeds; gives the result.</summary>
    protected static JsonElement Json(params string[] arguments)
    {
        (int code, string output, string errors) = Run([.. arguments, "--json"]);
        Assert.Equal((0, ""), (code, errors));
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a command that fails; gives its one error, without the tool's name.</summary>
    protected string Error(int expected, params string[] arguments)
    {
        string[] before = Contents();
        (int code, string output, string errors) = Run(arguments);
        Assert.Equal((expected, ""), (code, output));
        Assert.Equal(before, Contents());
        return errors.Replace("rnngen: ", "").TrimEnd();
    }

    private string[] Contents() => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {new FileInfo(file).Length}")];

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

using System.CommandLine;

namespace RnnGen.Tool.Commands;

/// <summary>Arguments that several commands take.</summary>
internal static class Files
{
    /// <summary>A model's file, or the folder of a char-RNN.</summary>
    public static Argument<string> Model(string name = "FILE") => Named(name, "The trained model: a file of any known format, or a char-RNN's folder.");

    /// <summary>C# with a declaration.</summary>
    public static Argument<string> Source() => Named("MODEL.cs", "C# with one declared model, or several (--class says which is meant).");

    /// <summary>A file of parameters.</summary>
    public static Argument<string> Weights() => Named("WEIGHTS", "Its parameters: safetensors, or any other known format that holds the same network.");

    /// <summary>A file to write.</summary>
    public static Argument<string> Output() => Named("OUT", "The file to write.");

    private static Argument<string> Named(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError($"{name} is empty; expected a path.");
        });
        return argument;
    }

    /// <summary>Which class.</summary>
    public static Option<string?> Class() => new("--class") { Description = "The class that is meant, where there are several." };

    /// <summary>Leave to overwrite.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Overwrite files that are there." };

    /// <exception cref="ToolException">One of the files is there, and may not be overwritten.</exception>
    public static void RequireNew(IReadOnlyCollection<string> paths, bool force)
    {
        if (paths.FirstOrDefault(Directory.Exists) is { } folder) throw new ToolException($"'{folder}' is a folder; nothing was written.");
        if (!force && paths.FirstOrDefault(Path.Exists) is { } path) throw new ToolException($"'{path}' is there already; nothing was written. --force overwrites it.");
    }
}

using System.CommandLine;

namespace RnnGen.Tool.Commands;

/// <summary>Arguments that several commands take.</summary>
internal static class Files
{
    /// <summary>A model's file, or the folder of a char-RNN.</summary>
    public static Argument<string> Model() => new("FILE") { Description = "The trained model: a file of any known format, or a char-RNN's folder." };

    /// <summary>C# with a declaration.</summary>
    public static Argument<string> Source() => new("MODEL.cs") { Description = "C# with one declared model, or several (--class says which is meant)." };

    /// <summary>A file of parameters.</summary>
    public static Argument<string> Weights() => new("WEIGHTS") { Description = "Its parameters: safetensors, or any other known format that holds the same network." };

    /// <summary>A file to write.</summary>
    public static Argument<string> Output() => new("OUT") { Description = "The file to write." };

    /// <summary>Which class.</summary>
    public static Option<string?> Class() => new("--class") { Description = "The class that is meant, where there are several." };

    /// <summary>Leave to overwrite.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Overwrite files that are there." };

    /// <exception cref="ToolException">One of the files is there, and may not be overwritten.</exception>
    public static void RequireNew(IEnumerable<string> paths, bool force)
    {
        if (!force && paths.FirstOrDefault(Path.Exists) is { } path) throw new ToolException($"'{path}' is there already; nothing was written. --force overwrites it.");
    }
}

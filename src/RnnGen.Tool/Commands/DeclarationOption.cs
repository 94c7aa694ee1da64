using System.CommandLine;
using RnnGen.Formats;
using RnnGen.Tool.Compiling;

namespace RnnGen.Tool.Commands;

/// <summary>What a file of bare tensors is, where it does not say so itself.</summary>
internal sealed class DeclarationOption
{
    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--declaration")
    {
        Description = "What a state_dict is, where names and shapes do not tell: attributes as in C#, such as \"[Input(40)] [Gru(64, Name = \\\"encoder\\\")] [Dense(5)]\".",
        HelpName = "ATTRIBUTES",
    };

    /// <summary>Reads a file, as what is said or as what it is.</summary>
    public ImportedModel Read(ParseResult arguments, string path)
    {
        if (arguments.GetValue(Option) is not { } attributes) return ModelImport.Read(path);
        string mark = attributes.Contains("RnnModel", StringComparison.Ordinal) ? "" : "[RnnModel] ";
        var assembly = ModelCompiler.Compile(("--declaration", $"using RnnGen; {mark}{attributes} public sealed partial class Declared;"));
        return ModelImport.Read(path, CompiledModels.Find(assembly, null, "--declaration").Spec);
    }
}

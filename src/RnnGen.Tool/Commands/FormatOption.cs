using System.CommandLine;
using RnnGen.Formats;

namespace RnnGen.Tool.Commands;

/// <summary>Which format a file is written in: by its name, or as it is said.</summary>
internal sealed class FormatOption
{
    private static readonly IReadOnlyDictionary<string, ModelFormat> s_names = new Dictionary<string, ModelFormat>
    {
        ["safetensors"] = ModelFormat.Safetensors,
        ["numpy"] = ModelFormat.Numpy,
        ["onnx"] = ModelFormat.Onnx,
        ["rtneural"] = ModelFormat.RtNeural,
        ["rtneural-torch"] = ModelFormat.RtNeuralTorch,
        ["aida-x"] = ModelFormat.AidaX,
        ["nam"] = ModelFormat.Nam,
    };

    private static readonly IReadOnlyDictionary<string, ModelFormat> s_extensions = new Dictionary<string, ModelFormat>(StringComparer.OrdinalIgnoreCase)
    {
        [".safetensors"] = ModelFormat.Safetensors,
        [".npz"] = ModelFormat.Numpy,
        [".onnx"] = ModelFormat.Onnx,
        [".nam"] = ModelFormat.Nam,
    };

    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--to")
    {
        Description = "The format of OUT; needed where its name does not say it (.safetensors, .npz, .onnx and .nam do, .json does not).",
        HelpName = string.Join('|', s_names.Keys),
    };

    public FormatOption() => Option.AcceptOnlyFromAmong([.. s_names.Keys]);

    /// <summary>The format of <paramref name="path"/>.</summary>
    /// <exception cref="ToolException">Neither its name nor the option says it.</exception>
    public ModelFormat Of(ParseResult arguments, string path)
    {
        if (arguments.GetValue(Option) is { } name) return s_names[name];
        return s_extensions.TryGetValue(Path.GetExtension(path), out ModelFormat format) ? format
            : throw new ToolException($"'{path}': the name does not say which format is meant; expected --to with one of {string.Join(", ", s_names.Keys)}.");
    }
}

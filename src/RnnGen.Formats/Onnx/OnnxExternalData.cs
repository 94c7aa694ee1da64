using System.Globalization;

namespace RnnGen.Formats;

/// <summary>Tensors whose bytes lie in files beside the model, as exporters write large models. Only files of the model's own folder are read.</summary>
internal sealed class OnnxExternalData(InputFile file)
{
    private readonly Dictionary<string, byte[]> _files = [];
    private long _left = FormatLimits.FileBytes;

    /// <summary>The tensor with its bytes.</summary>
    /// <exception cref="ModelFormatException">The file is elsewhere or missing, or does not hold them.</exception>
    public OnnxTensor Load(OnnxTensor tensor)
    {
        if (tensor.External is not { } where) return tensor;
        ModelFormatException Wrong(string why) => file.Wrong($"tensor '{tensor.Name}': {why}");
        if (where.GetValueOrDefault("location") is not { Length: > 0 } location) throw Wrong("it lies in another file, which it does not name");
        if (!_files.TryGetValue(location, out byte[]? bytes)) _files.Add(location, bytes = Read(location, Wrong));
        long offset = Number(where, "offset", 0, Wrong), length = Number(where, "length", bytes.Length - offset, Wrong);
        if (offset > bytes.Length || length < 0 || length > bytes.Length - offset) throw Wrong($"'{location}' has {bytes.Length} bytes; expected {length} from {offset} on");
        return tensor with { Raw = bytes.AsMemory((int)offset, (int)length), External = null };
    }

    private byte[] Read(string location, Func<string, ModelFormatException> wrong)
    {
        if (file.Path is not { } model) throw wrong($"it lies in the file '{location}'; read the model by its path, or export it with its weights inside");
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(model))!);
        // Names with parts that lead elsewhere, roots and drives are refused as such, whatever they would come to.
        if (location.IndexOfAny(['\0', ':']) >= 0 || Path.IsPathRooted(location) || location.Split('/', '\\').Any(part => part is ".." or "." or ""))
        {
            throw wrong($"it lies in '{location}'; expected a file in the model's folder");
        }
        var found = new FileInfo(Path.Combine(folder, location));
        if (!found.Exists) throw wrong($"it lies in '{location}', which is not beside the model");
        for (FileSystemInfo? part = found; part is not null && part.FullName != folder; part = part is FileInfo own ? own.Directory : ((DirectoryInfo)part).Parent)
        {
            if (part.LinkTarget is not null) throw wrong($"it lies in '{location}', which is a link; expected a file in the model's folder");
        }
        if (found.Length > _left) throw wrong($"'{location}' has {found.Length} bytes; at most {_left} are read");
        _left -= found.Length;
        return InputFile.ReadWhole(found.FullName, found.Length);
    }

    private static long Number(IReadOnlyDictionary<string, string> where, string key, long missing, Func<string, ModelFormatException> wrong)
    {
        if (!where.TryGetValue(key, out string? text)) return missing;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw wrong($"its {key} is '{text}'");
    }
}

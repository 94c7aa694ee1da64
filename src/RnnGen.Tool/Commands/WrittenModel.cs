using RnnGen.Formats;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary>Writes a model for other tools, when what would be written reads as the same model.</summary>
internal static class WrittenModel
{
    /// <summary>Writes <paramref name="model"/>; the file's content is read back before.</summary>
    /// <exception cref="NotSupportedException">The format cannot hold it.</exception>
    /// <exception cref="ToolException">It would read differently; nothing was written.</exception>
    public static WriteReport Write(ImportedModel model, string path, ModelFormat format, string source)
    {
        byte[] content = ModelExport.ToBytes(model, format);
        ImportedModel back = ModelImport.Read(content, path);
        Compare(model, back, format);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        WholeFile.Write(path, stream => stream.Write(content));
        return new WriteReport(source, path, format, content.Length, [.. model.Parts.Select(part => part.Spec.ToString())], model.Assumed);
    }

    /// <summary>Tensor by tensor, in order: formats have their own names.</summary>
    private static void Compare(ImportedModel model, ImportedModel back, ModelFormat format)
    {
        if (model.Parts.Count != back.Parts.Count) throw Differs($"{back.Parts.Count} networks instead of {model.Parts.Count}");
        for (int i = 0; i < model.Parts.Count; i++)
        {
            ParameterBuffer expected = model.Parts[i].Parameters, found = back.Parts[i].Parameters;
            if (expected.Length != found.Length) throw Differs($"{back.Parts[i].Spec} instead of {model.Parts[i].Spec}");
            if (expected.Span.SequenceEqual(found.Span)) continue;
            throw Differs("other parameters");
        }

        ToolException Differs(string how) => new($"Read back, the {format} file would hold {how}; nothing was written.");
    }
}

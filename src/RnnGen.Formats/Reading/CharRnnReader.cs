using System.Buffers.Binary;
using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>
/// A char-RNN of TensorFlow 1 as ml5 has it: a folder of <c>manifest.json</c> (tensor → file name and shape), one file of little-endian
/// floats for each tensor, and <c>vocab.json</c> (character → id).
/// </summary>
internal sealed class CharRnnReader : ITensorReader
{
    private const string Manifest = "manifest.json", Vocabulary = "vocab.json";

    public ModelFormat Format => ModelFormat.CharRnn;

    public bool Recognizes(InputFile file) => file.Folder is { } folder && File.Exists(Path.Combine(folder, Manifest));

    public TensorSet ReadTensors(InputFile file)
    {
        JsonPart manifest = JsonOf(file, Manifest);
        if (manifest.Kind != JsonValueKind.Object) throw manifest.Wrong("expected an object");
        var tensors = new TensorSet(file.Source);
        long left = FormatLimits.FileBytes;
        foreach (string name in manifest.Keys)
        {
            JsonPart entry = manifest.Take(name);
            string path = Inside(file.Folder!, entry.Take("filename"));
            int[] shape = [.. entry.Take("shape").Items().Select(size => size.Whole(1, FormatLimits.Width))];
            entry.RequireNoneLeft();
            long count = shape.Aggregate(1L, (product, size) => Math.Min(product * size, FormatLimits.Elements + 1));
            if (shape.Length > FormatLimits.Rank || count > FormatLimits.Elements) throw entry.Wrong($"expected at most {FormatLimits.Rank} axes and {FormatLimits.Elements} values");
            if (!File.Exists(path)) throw entry.Wrong($"the file '{Path.GetFileName(path)}' is missing");
            byte[] bytes = InputFile.ReadWhole(path, Math.Min(left, count * sizeof(float)));
            if (bytes.Length != count * sizeof(float)) throw entry.Wrong($"expected {count * sizeof(float)} bytes in '{Path.GetFileName(path)}', found {bytes.Length}");
            left -= bytes.Length;
            tensors.Add(name, new(shape), [.. Enumerable.Range(0, (int)count).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))))]);
        }
        return tensors;
    }

    public ImportedModel Read(InputFile file)
    {
        ImportedModel model = CharRnn.Read(ReadTensors(file)) with { Format = Format };
        if (!File.Exists(Path.Combine(file.Folder!, Vocabulary))) return model;
        string[] symbols = ReadVocabulary(JsonOf(file, Vocabulary), ((EmbeddingSpec)model.Spec.Layers[0]).Vocabulary);
        string[] odd = [.. symbols.Select((symbol, id) => (symbol, id)).Where(item => new System.Globalization.StringInfo(item.symbol).LengthInTextElements != 1
            && item.symbol != "\r\n").Select(item => $"{item.id} is \"{item.symbol}\"")];
        return model with
        {
            Metadata = model.Metadata with { Vocabulary = symbols },
            Assumed = odd.Length == 0 ? model.Assumed : [.. model.Assumed, $"{Vocabulary} is taken as it is, though it may be damaged: of the ids {string.Join(", ", odd)}, which is not one character."],
        };
    }

    private static JsonPart JsonOf(InputFile file, string name)
    {
        string path = Inside(file.Folder!, name) ?? throw file.Wrong($"'{name}' is not in the folder");
        var inner = new InputFile(InputFile.ReadWhole(path, FormatLimits.JsonBytes), $"'{path}'");
        return JsonPart.Parse(inner);
    }

    /// <summary>The path of a file that lies in the folder itself, whatever its name says, and is no link to elsewhere.</summary>
    private static string Inside(string folder, JsonPart name) => Inside(folder, name.Text())
        ?? throw name.Wrong($"expected the name of a file in the folder, found '{name.Text()}'");

    private static string? Inside(string folder, string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.IndexOfAny(['/', '\\', ':', '\0']) >= 0) return null;
        string path = Path.Combine(folder, name);
        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && Path.GetDirectoryName(target.FullName) != Path.GetFullPath(folder) ? null : path;
    }

    /// <summary>The symbols by id; every id stands once.</summary>
    private static string[] ReadVocabulary(JsonPart vocabulary, int count)
    {
        if (vocabulary.Keys.Count != count) throw vocabulary.Wrong($"expected {count} symbols, as many as the embedding has rows, found {vocabulary.Keys.Count}");
        var symbols = new string?[count];
        foreach (string symbol in vocabulary.Keys)
        {
            JsonPart id = vocabulary.Take(symbol);
            if (symbols[id.Whole(0, count - 1)] is { } other) throw id.Wrong($"the id {id.Json()} stands for '{other}' as well");
            symbols[id.Whole(0, count - 1)] = symbol;
        }
        return [.. symbols.Select(symbol => symbol!)];
    }
}

using System.Text;
using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>NumPy's archives of arrays, and single arrays.</summary>
internal sealed class NumpyReader : ITensorReader
{
    /// <summary>The array that holds the texts: their JSON in bytes, as safetensors has it.</summary>
    public const string MetadataName = Safetensors.MetadataKey;

    /// <summary>What the entries of an archive end in.</summary>
    public const string Extension = ".npy";

    public ModelFormat Format => ModelFormat.Numpy;

    public bool Recognizes(InputFile file) => file.StartsWith(NumpyHeader.Magic)
        || file.Zip is { Names.Count: > 0 } zip && zip.Names.All(name => name.EndsWith(Extension, StringComparison.Ordinal));

    public TensorSet ReadTensors(InputFile file)
    {
        if (file.Zip is not { } zip)
        {
            var single = new TensorSet(file.Source);
            Add(single, "", file.Bytes, file);
            return single;
        }
        var metadata = new Dictionary<string, string>();
        var tensors = new TensorSet(file.Source) { Metadata = metadata };
        foreach (string entry in zip.Names)
        {
            string name = entry[..^Extension.Length];
            byte[] bytes = zip.Read(entry);
            if (name == MetadataName) ReadMetadata(bytes, file, metadata);
            else Add(tensors, name, bytes, file);
        }
        return tensors;
    }

    public ImportedModel Read(InputFile file) => file.Zip is null
        ? throw file.Wrong("an .npy file holds one array and no network; gather a network's arrays in an .npz")
        : NamedTensors.Read(ReadTensors(file)) with { Format = Format };

    private static void Add(TensorSet tensors, string name, ReadOnlyMemory<byte> bytes, InputFile file)
    {
        Func<string, ModelFormatException> wrong = what => file.Wrong($"array '{name}': {what}");
        NumpyHeader header = NumpyHeader.Read(bytes.Span, wrong);
        long expected = (long)header.Count * header.ItemSize;
        if (bytes.Length - header.DataStart != expected)
        {
            throw wrong($"expected {expected} bytes for {header.Dtype} [{string.Join(", ", header.Shape)}], found {bytes.Length - header.DataStart}");
        }
        tensors.Add(name, header.Dtype, header.Shape, () =>
        {
            float[] values = ElementType.Decode(header.Dtype, bytes.Span[header.DataStart..])!;
            return header.IsColumnMajor ? ToRowMajor(values, header.Shape) : values;
        });
    }

    /// <summary>From the first axis fastest to the last axis fastest.</summary>
    private static float[] ToRowMajor(float[] values, EquatableArray<int> shape)
    {
        var result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i, place = 0, stride = values.Length;
            for (int axis = shape.Count - 1; axis >= 0; axis--)
            {
                stride /= shape[axis];
                place += rest % shape[axis] * stride;
                rest /= shape[axis];
            }
            result[i] = values[place];
        }
        return result;
    }

    private static void ReadMetadata(byte[] array, InputFile file, Dictionary<string, string> metadata)
    {
        Func<string, ModelFormatException> wrong = what => file.Wrong($"array '{MetadataName}': {what}");
        NumpyHeader header = NumpyHeader.Read(array, wrong);
        if (header.Dtype != "U8" || header.Count != array.Length - header.DataStart) throw wrong("expected the bytes of a JSON object of texts");
        JsonPart texts = JsonPart.Parse(new InputFile(array.AsMemory(header.DataStart), $"{file.Source}: array '{MetadataName}'"));
        if (texts.Kind != JsonValueKind.Object) throw wrong("expected a JSON object of texts");
        foreach (string key in texts.Keys) metadata.Add(key, texts.Take(key).Text());
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>An <c>.npz</c>, stored without compression: the arrays that safetensors would have, and the texts as bytes of JSON.</summary>
internal sealed class NumpyWriter : IModelWriter
{
    /// <summary>The data begin at a multiple of this many bytes, as NumPy has it.</summary>
    private const int Alignment = 64;

    // So that the same model gives the same file. Zip knows nothing earlier.
    private static readonly DateTimeOffset s_date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ModelFormat Format => ModelFormat.Numpy;

    public byte[] Write(ImportedModel model)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (NamedTensor tensor in FiniteTensors.Of(model))
            {
                byte[] items = new byte[tensor.Values.Length * sizeof(float)];
                for (int i = 0; i < tensor.Values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(items.AsSpan(i * sizeof(float)), tensor.Values[i]);
                Add(archive, tensor.Name, "<f4", tensor.Shape, items);
            }
            byte[] texts = TextsOf(OwnFile.Metadata(model));
            Add(archive, NumpyReader.MetadataName, "|u1", [texts.Length], texts);
        }
        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string descr, IReadOnlyList<int> shape, byte[] items)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name + NumpyReader.Extension, CompressionLevel.NoCompression);
        entry.LastWriteTime = s_date;
        using Stream stream = entry.Open();
        stream.Write(Header(descr, shape));
        stream.Write(items);
    }

    private static byte[] Header(string descr, IReadOnlyList<int> shape)
    {
        // A tuple of one has a comma behind it.
        string sizes = string.Join(", ", shape) + (shape.Count == 1 ? "," : "");
        string dictionary = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int start = NumpyHeader.Magic.Length + 4, length = (start + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment - start;
        byte[] prefix = [.. NumpyHeader.Magic, 1, 0, (byte)length, (byte)(length >> 8)];
        return [.. prefix, .. Encoding.ASCII.GetBytes(dictionary.PadRight(length - 1) + "\n")];
    }

    private static byte[] TextsOf(Dictionary<string, string> texts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach ((string key, string text) in texts) json.WriteString(key, text);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}

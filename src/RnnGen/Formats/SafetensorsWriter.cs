using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace RnnGen;

/// <summary>A tensor on its way into a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements, row-major.</param>
internal sealed record NamedTensor(string Name, EquatableArray<int> Shape, float[] Values);

/// <summary>Writes float tensors as safetensors.</summary>
internal static class SafetensorsWriter
{
    /// <summary>The data begin at a multiple of this many bytes, so that readers can map the file.</summary>
    private const int Alignment = 8;

    /// <summary>Writes header and data; the tensors stand in the given order.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite: the file could not be read again.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (NamedTensor tensor in tensors) RequireFinite(tensor);
        byte[] header = MakeHeader(tensors, metadata);
        Span<byte> prefix = stackalloc byte[Safetensors.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (NamedTensor tensor in tensors) stream.Write(ToBytes(tensor.Values));
    }

    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    internal static void RequireFinite(NamedTensor tensor)
    {
        int wrong = Array.FindIndex(tensor.Values, value => !float.IsFinite(value));
        if (wrong >= 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Tensor '{tensor.Name}' holds {tensor.Values[wrong]} at index {wrong}; only finite values are saved."));
        }
    }

    private static byte[] MakeHeader(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Safetensors.MetadataKey);
            foreach ((string key, string text) in metadata) json.WriteString(key, text);
            json.WriteEndObject();
            long end = 0;
            foreach (NamedTensor tensor in tensors) WriteEntry(json, tensor, ref end);
            json.WriteEndObject();
        }
        int padding = -(buffer.WrittenCount) & (Alignment - 1);
        return [.. buffer.WrittenSpan, .. Enumerable.Repeat((byte)' ', padding)];
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedTensor tensor, ref long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", Safetensors.Float32);
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(end);
        end += (long)tensor.Values.Length * sizeof(float);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] ToBytes(float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }
}

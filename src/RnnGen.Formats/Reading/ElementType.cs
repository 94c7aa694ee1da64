using System.Buffers.Binary;

namespace RnnGen.Formats;

/// <summary>The types of stored numbers, by safetensors' names, all little-endian.</summary>
internal static class ElementType
{
    /// <summary>Whether the type can hold trained weights, and is read as F32.</summary>
    public static bool IsReal(string dtype) => dtype is "F64" or "F32" or "F16" or "BF16";

    /// <summary>The numbers in <paramref name="bytes"/>; null for a type that is not known.</summary>
    public static float[]? Decode(string dtype, ReadOnlySpan<byte> bytes) => dtype switch
    {
        "F32" => Each(bytes, 4, BinaryPrimitives.ReadSingleLittleEndian),
        "F64" => Each(bytes, 8, item => (float)BinaryPrimitives.ReadDoubleLittleEndian(item)),
        "F16" => Each(bytes, 2, item => (float)BinaryPrimitives.ReadHalfLittleEndian(item)),
        // The upper half of a float.
        "BF16" => Each(bytes, 2, item => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(item) << 16)),
        "I8" => Each(bytes, 1, item => (sbyte)item[0]),
        "U8" or "BOOL" => Each(bytes, 1, item => item[0]),
        "I16" => Each(bytes, 2, item => BinaryPrimitives.ReadInt16LittleEndian(item)),
        "U16" => Each(bytes, 2, item => BinaryPrimitives.ReadUInt16LittleEndian(item)),
        "I32" => Each(bytes, 4, item => BinaryPrimitives.ReadInt32LittleEndian(item)),
        "U32" => Each(bytes, 4, item => BinaryPrimitives.ReadUInt32LittleEndian(item)),
        "I64" => Each(bytes, 8, item => BinaryPrimitives.ReadInt64LittleEndian(item)),
        "U64" => Each(bytes, 8, item => BinaryPrimitives.ReadUInt64LittleEndian(item)),
        _ => null,
    };

    private static float[] Each(ReadOnlySpan<byte> bytes, int size, Reader read)
    {
        float[] values = new float[bytes.Length / size];
        for (int i = 0; i < values.Length; i++) values[i] = read(bytes.Slice(i * size, size));
        return values;
    }

    private delegate float Reader(ReadOnlySpan<byte> item);
}

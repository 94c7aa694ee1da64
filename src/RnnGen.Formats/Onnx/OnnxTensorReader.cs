using System.Buffers.Binary;

namespace RnnGen.Formats;

/// <summary>Decodes a tensor's numbers, wherever in the message they stand.</summary>
internal static class OnnxTensorReader
{
    /// <summary>The numbers of <paramref name="tensor"/>.</summary>
    /// <exception cref="ModelFormatException">They are not as many as its shape says, of a type that models do not have, or not finite.</exception>
    public static OnnxValue Read(OnnxTensor tensor, Func<string, ModelFormatException> refuse)
    {
        string name = $"tensor '{tensor.Name}'";
        long count = 1;
        foreach (long size in tensor.Shape)
        {
            if (size is < 0 or > OnnxLimits.Elements || (count *= size) > Array.MaxLength) throw refuse($"{name} [{string.Join(", ", tensor.Shape)}] is too large");
        }
        if (tensor.Shape.Count > OnnxLimits.Rank) throw refuse($"{name} has {tensor.Shape.Count} axes");
        if (tensor.External is not null) throw refuse($"{name} lies in another file, which was not read");
        int[] shape = [.. tensor.Shape.Select(size => (int)size)];
        return OnnxType.IsReal(tensor.ElementType) ? new OnnxReals(shape, ReadReals(tensor, name, (int)count, refuse)) { Origins = Origin(tensor) }
            : OnnxType.IsInteger(tensor.ElementType) ? new OnnxIntegers(shape, ReadIntegers(tensor, name, (int)count, refuse)) { Origins = Origin(tensor) }
            : throw refuse($"{name} is of the type {OnnxType.NameOf(tensor.ElementType)}; expected real numbers, int32, int64 or bool");
    }

    private static string[] Origin(OnnxTensor tensor) => tensor.Name.Length > 0 ? [tensor.Name] : [];

    private static float[] ReadReals(OnnxTensor tensor, string name, int count, Func<string, ModelFormatException> refuse)
    {
        int size = tensor.ElementType switch { OnnxType.Double => 8, OnnxType.Float => 4, _ => 2 };
        RequireCount(tensor, name, count, size, tensor.ElementType switch
        {
            OnnxType.Float => tensor.Singles.Count,
            OnnxType.Double => tensor.Doubles.Count,
            _ => tensor.Int32s.Count,
        }, refuse);
        var values = new float[count];
        ReadOnlySpan<byte> raw = tensor.Raw is { } bytes ? bytes.Span : default;
        for (int i = 0; i < count; i++)
        {
            values[i] = (tensor.ElementType, tensor.Raw is not null) switch
            {
                (OnnxType.Float, true) => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                (OnnxType.Float, false) => tensor.Singles[i],
                (OnnxType.Double, true) => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]),
                (OnnxType.Double, false) => (float)tensor.Doubles[i],
                (OnnxType.Half, true) => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]),
                (OnnxType.Half, false) => (float)BitConverter.UInt16BitsToHalf((ushort)tensor.Int32s[i]),
                (_, true) => BFloat16(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..])),
                (_, false) => BFloat16((ushort)tensor.Int32s[i]),
            };
            if (!float.IsFinite(values[i])) throw refuse(FormattableString.Invariant($"{name}: expected finite values, found {values[i]} at index {i}"));
        }
        return values;
    }

    private static long[] ReadIntegers(OnnxTensor tensor, string name, int count, Func<string, ModelFormatException> refuse)
    {
        int size = tensor.ElementType switch { OnnxType.Int64 => 8, OnnxType.Int32 => 4, _ => 1 };
        IReadOnlyList<long> typed = tensor.ElementType == OnnxType.Int64 ? tensor.Int64s : tensor.Int32s;
        RequireCount(tensor, name, count, size, typed.Count, refuse);
        var values = new long[count];
        ReadOnlySpan<byte> raw = tensor.Raw is { } bytes ? bytes.Span : default;
        for (int i = 0; i < count; i++)
        {
            values[i] = tensor.Raw is null ? typed[i] : size switch
            {
                8 => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
                4 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                _ => raw[i],
            };
        }
        return values;
    }

    private static void RequireCount(OnnxTensor tensor, string name, int count, int size, int typed, Func<string, ModelFormatException> refuse)
    {
        if (tensor.Raw is { } raw ? raw.Length == (long)count * size : typed == count) return;
        string shape = $"{OnnxType.NameOf(tensor.ElementType)} [{string.Join(", ", tensor.Shape)}]";
        throw refuse(tensor.Raw is { } found
            ? $"{name} {shape} takes {(long)count * size} bytes, found {found.Length}"
            : $"{name} {shape} has {count} elements, found {typed}");
    }

    private static float BFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}

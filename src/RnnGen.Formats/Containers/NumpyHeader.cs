using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RnnGen.Formats;

/// <summary>
/// A NumPy array's header: magic, version, length, and a Python dictionary with the keys <c>descr</c>, <c>fortran_order</c> and
/// <c>shape</c>: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (12, 3), }</c>.
/// </summary>
/// <param name="Dtype">The type, by safetensors' name.</param>
/// <param name="ItemSize">Bytes of an item.</param>
/// <param name="IsColumnMajor">Whether the first axis runs fastest.</param>
/// <param name="Shape">The shape; empty for a single number.</param>
/// <param name="DataStart">Where the items begin.</param>
internal sealed record NumpyHeader(string Dtype, int ItemSize, bool IsColumnMajor, EquatableArray<int> Shape, int DataStart)
{
    /// <summary>What an array begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The number of items.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Reads the header of <paramref name="bytes"/>; <paramref name="wrong"/> makes the error of a sentence.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of a type that is not read.</exception>
    public static NumpyHeader Read(ReadOnlySpan<byte> bytes, Func<string, ModelFormatException> wrong)
    {
        if (!bytes.StartsWith(Magic) || bytes.Length < 10) throw wrong("expected a NumPy array, which begins with \\x93NUMPY");
        int lengthBytes = (bytes[6], bytes[7]) switch
        {
            (1, 0) => 2,
            (2 or 3, 0) => 4,
            _ => throw wrong($"expected version 1.0, 2.0 or 3.0 of NumPy's format, found {bytes[6]}.{bytes[7]}"),
        };
        int start = 8 + lengthBytes;
        if (bytes.Length < start) throw wrong("the header is cut off");
        uint length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > bytes.Length - start) throw wrong($"expected a header of {length} bytes, found {bytes.Length - start}");
        return new Text(Encoding.Latin1.GetString(bytes.Slice(start, (int)length)), wrong).Read(start + (int)length);
    }

    /// <summary>The dictionary's text, read from left to right.</summary>
    private sealed class Text(string text, Func<string, ModelFormatException> wrong)
    {
        private int _next;

        public NumpyHeader Read(int dataStart)
        {
            string? descr = null;
            bool? isColumnMajor = null;
            int[]? shape = null;
            Expect("{");
            while (!TryTake("}"))
            {
                string key = ReadQuoted();
                Expect(":");
                switch (key)
                {
                    case "descr" when descr is null: descr = ReadQuoted(); break;
                    case "fortran_order" when isColumnMajor is null: isColumnMajor = TryTake("True") || !Take("False"); break;
                    case "shape" when shape is null: shape = ReadShape(); break;
                    default: throw wrong($"the header's key '{key}' is unknown or stands twice");
                }
                if (!TryTake(",") && text.AsSpan(_next).TrimStart() is not ['}', ..]) throw wrong($"the header is damaged at character {_next}");
            }
            if (text.AsSpan(_next).Trim(" \n").Length > 0) throw wrong("expected the header's end after its dictionary");
            if (descr is null || isColumnMajor is null || shape is null) throw wrong("the header lacks descr, fortran_order or shape");
            (string dtype, int size) = TypeOf(descr);
            return new NumpyHeader(dtype, size, isColumnMajor.Value, new(shape), dataStart);
        }

        private (string Dtype, int Size) TypeOf(string descr) => descr switch
        {
            "<f4" => ("F32", 4),
            "<f8" => ("F64", 8),
            "<f2" => ("F16", 2),
            "|i1" => ("I8", 1),
            "|u1" => ("U8", 1),
            "|b1" => ("BOOL", 1),
            "<i2" => ("I16", 2),
            "<u2" => ("U16", 2),
            "<i4" => ("I32", 4),
            "<u4" => ("U32", 4),
            "<i8" => ("I64", 8),
            "<u8" => ("U64", 8),
            _ => throw wrong($"the type '{descr}' is not read; little-endian floats and integers are ('<f4' and its like)"),
        };

        private int[] ReadShape()
        {
            Expect("(");
            var shape = new List<int>();
            long count = 1;
            while (!TryTake(")"))
            {
                Skip();
                int start = _next;
                while (_next < text.Length && char.IsAsciiDigit(text[_next])) _next++;
                if (!int.TryParse(text.AsSpan(start, _next - start), NumberStyles.None, CultureInfo.InvariantCulture, out int size)) throw wrong($"the shape is damaged at character {start}");
                shape.Add(size);
                if (shape.Count > FormatLimits.Rank) throw wrong($"expected at most {FormatLimits.Rank} axes");
                if ((count *= size) > FormatLimits.Elements) throw wrong($"expected at most {FormatLimits.Elements} items, found the shape ({string.Join(", ", shape)}…)");
                if (!TryTake(",") && text.AsSpan(_next).TrimStart() is not [')', ..]) throw wrong($"the shape is damaged at character {_next}");
            }
            return [.. shape];
        }

        private string ReadQuoted()
        {
            Skip();
            char quote = _next < text.Length ? text[_next] : '\0';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, _next + 1) : -1;
            if (end < 0) throw wrong($"expected a quoted text in the header at character {_next}");
            string quoted = text[(_next + 1)..end];
            _next = end + 1;
            return quoted;
        }

        private bool Take(string token)
        {
            Expect(token);
            return true;
        }

        private void Expect(string token)
        {
            if (!TryTake(token)) throw wrong($"expected '{token}' in the header at character {_next}");
        }

        private bool TryTake(string token)
        {
            Skip();
            if (!text.AsSpan(_next).StartsWith(token, StringComparison.Ordinal)) return false;
            _next += token.Length;
            return true;
        }

        private void Skip()
        {
            while (_next < text.Length && text[_next] == ' ') _next++;
        }
    }
}

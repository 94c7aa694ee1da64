using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats;

/// <summary>Writes a message in the wire format of Protocol Buffers; see <see cref="ProtoReader"/>.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>An integer.</summary>
    public ProtoWriter Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A float.</summary>
    public ProtoWriter Single(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    /// <summary>A text.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within this one.</summary>
    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value._bytes.WrittenSpan);

    /// <summary>Bytes.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Varint(ulong value)
    {
        Span<byte> to = _bytes.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7) to[count++] = (byte)(value | 0x80);
        to[count++] = (byte)value;
        _bytes.Advance(count);
    }
}

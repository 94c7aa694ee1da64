using System.Text;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Writes a message in the wire format of Protocol Buffers: each field is its number and kind, then its value.</summary>
internal sealed class ProtoWriter
{
    private const int VarintKind = 0, BytesKind = 2;
    private readonly List<byte> _bytes = [];

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>An integer or enum that is not negative.</summary>
    public ProtoWriter Number(int field, long value)
    {
        Varint(field << 3 | VarintKind);
        Varint(value);
        return this;
    }

    /// <summary>Raw bytes.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(field << 3 | BytesKind);
        Varint(value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>A string.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within this one.</summary>
    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, [.. value._bytes]);

    /// <summary>Seven bits a byte, the lowest first; the eighth bit says that more follow.</summary>
    private void Varint(long value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}

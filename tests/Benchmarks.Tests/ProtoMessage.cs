using System.Runtime.InteropServices;
using System.Text;

namespace Benchmarks.Tests;

/// <summary>Reads a message in the wire format of Protocol Buffers, knowing nothing of how it was written: values by field number.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    public ProtoMessage(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong tag = Varint();
            object value;
            switch (tag & 7)
            {
                case 0: value = (long)Varint(); break;
                case 2:
                    int length = (int)Varint();
                    value = bytes[at..(at + length)];
                    at += length;
                    break;
                default: throw new InvalidDataException($"kind {tag & 7} at {at}");
            }
            _fields.Add(((int)(tag >> 3), value));
        }

        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = bytes[at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80) return value;
            }
        }
    }

    public long[] Numbers(int field) => [.. All(field).Cast<long>()];

    public string[] Texts(int field) => [.. All(field).Select(value => Encoding.UTF8.GetString((byte[])value))];

    public ProtoMessage[] Messages(int field) => [.. All(field).Select(value => new ProtoMessage((byte[])value))];

    public float[] Floats(int field) => MemoryMarshal.Cast<byte, float>((byte[])All(field).Single()).ToArray();

    private IEnumerable<object> All(int field) => _fields.Where(pair => pair.Field == field).Select(pair => pair.Value);
}

using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats;

/// <summary>
/// Walks over one message in the wire format of Protocol Buffers. A field is a varint of number·8 + kind, then a varint (kind 0),
/// eight bytes (1), a length and as many bytes (2), or four bytes (5). Nothing is copied, and nothing is believed that the bytes do not hold.
/// </summary>
internal struct ProtoReader(ReadOnlyMemory<byte> message, string where)
{
    private const int Varint = 0, Eight = 1, Delimited = 2, Four = 5;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _at;
    private int _kind;

    /// <summary>The number of the field that <see cref="Next"/> has found.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_at == message.Length) return false;
        ulong tag = ReadVarint();
        _kind = (int)(tag & 7);
        if (tag >> 3 is 0 or > 0x1FFF_FFFF) throw Damaged($"a field has the number {tag >> 3}");
        Field = (int)(tag >> 3);
        return true;
    }

    /// <summary>An integer.</summary>
    public long Number()
    {
        Require(Varint);
        return (long)ReadVarint();
    }

    /// <summary>A float.</summary>
    public float Single()
    {
        Require(Four);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);
    }

    /// <summary>Bytes, or a message.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        Require(Delimited);
        return ReadDelimited();
    }

    /// <summary>A text in UTF-8.</summary>
    public string Text()
    {
        ReadOnlyMemory<byte> bytes = Bytes();
        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ModelFormatException($"{where}: damaged: a name is not UTF-8.", exception);
        }
    }

    /// <summary>One number of a repeated field, or all of it where it is packed.</summary>
    public void Numbers(List<long> to)
    {
        if (_kind != Delimited)
        {
            to.Add(Number());
            return;
        }
        var packed = new ProtoReader(ReadDelimited(), where);
        while (packed._at < packed.End) to.Add((long)packed.ReadVarint());
    }

    /// <summary>The same for floats.</summary>
    public void Singles(List<float> to)
    {
        if (_kind != Delimited)
        {
            to.Add(Single());
            return;
        }
        ReadOnlySpan<byte> bytes = Whole(ReadDelimited(), sizeof(float));
        for (int i = 0; i < bytes.Length; i += sizeof(float)) to.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes[i..]));
    }

    /// <summary>The same for doubles.</summary>
    public void Doubles(List<double> to)
    {
        ReadOnlySpan<byte> bytes = _kind == Delimited ? Whole(ReadDelimited(), sizeof(double)) : Take(sizeof(double)).Span;
        for (int i = 0; i < bytes.Length; i += sizeof(double)) to.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes[i..]));
    }

    /// <summary>Passes over a value.</summary>
    public void Skip()
    {
        switch (_kind)
        {
            case Varint: ReadVarint(); break;
            case Eight: Take(sizeof(ulong)); break;
            case Delimited: ReadDelimited(); break;
            case Four: Take(sizeof(uint)); break;
            default: throw Damaged($"field {Field} is of the unknown kind {_kind}");
        }
    }

    private readonly int End => message.Length;

    private readonly void Require(int kind)
    {
        if (_kind != kind) throw Damaged($"field {Field} is of kind {_kind}; expected {kind}");
    }

    private ReadOnlyMemory<byte> ReadDelimited()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(message.Length - _at)) throw Damaged($"field {Field} claims {length} bytes; {message.Length - _at} are left");
        return Take((int)length);
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > message.Length - _at) throw Damaged($"it ends within field {Field}");
        _at += count;
        return message.Slice(_at - count, count);
    }

    private ulong ReadVarint()
    {
        ReadOnlySpan<byte> bytes = message.Span;
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_at == bytes.Length) throw Damaged("it ends within a number");
            byte part = bytes[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw Damaged("a number has more than ten bytes");
    }

    private readonly ReadOnlySpan<byte> Whole(ReadOnlyMemory<byte> bytes, int size) => bytes.Length % size == 0
        ? bytes.Span
        : throw Damaged($"field {Field} holds {bytes.Length} bytes; expected a multiple of {size}");

    private readonly ModelFormatException Damaged(string how) => new($"{where}: damaged: {how}.");
}

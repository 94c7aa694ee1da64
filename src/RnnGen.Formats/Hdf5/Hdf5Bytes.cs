using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats;

/// <summary>A file's bytes by address, little-endian. Whatever points outside is an error.</summary>
internal sealed class Hdf5Bytes(InputFile file)
{
    /// <summary>An address that points nowhere.</summary>
    public const ulong Nowhere = ulong.MaxValue;

    /// <summary>The bytes from <paramref name="address"/> on.</summary>
    public ReadOnlyMemory<byte> At(ulong address, ulong count)
    {
        ulong length = (ulong)file.Bytes.Length;
        if (address > length || count > length - address) throw Wrong($"it points to {count} bytes at {address}, but has {length}");
        return file.Bytes.Slice((int)address, (int)count);
    }

    public Hdf5Cursor Cursor(ulong address, ulong count) => new(this, At(address, count));

    public ModelFormatException Wrong(string what) => file.Wrong($"the HDF5 file is damaged or of a kind that is not read: {what}");
}

/// <summary>Reads bytes one after another.</summary>
internal struct Hdf5Cursor(Hdf5Bytes file, ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public readonly int Left => bytes.Length - _at;

    public byte Byte() => Take(1).Span[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint UInt24()
    {
        ReadOnlySpan<byte> three = Take(3).Span;
        return (uint)(three[0] | three[1] << 8 | three[2] << 16);
    }

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    public void Skip(int count) => Take(count);

    /// <summary>Passes over what fills up to a multiple of eight.</summary>
    public void Align() => Take(Math.Min(Left, -_at & 7));

    public ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > Left) throw file.Wrong("a part of it ends too soon");
        _at += count;
        return bytes.Slice(_at - count, count);
    }

    /// <summary>Four letters that stand at the beginning of a structure.</summary>
    public void Require(string signature)
    {
        if (Encoding.ASCII.GetString(Take(signature.Length).Span) != signature) throw file.Wrong($"expected '{signature}'");
    }
}

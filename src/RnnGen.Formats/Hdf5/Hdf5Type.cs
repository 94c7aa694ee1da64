using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats;

/// <summary>What elements are: numbers that weights can be, integers, or texts.</summary>
/// <param name="Class">0 integer, 1 real, 3 text of fixed length, 9 text of any length, others as the format numbers them.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Dtype">A real or integer type by safetensors' name; null for another.</param>
internal sealed record Hdf5Type(int Class, int Size, string? Dtype)
{
    public const int Integer = 0, Real = 1, FixedText = 3, VariableText = 9;

    /// <summary>Reads a datatype message.</summary>
    public static Hdf5Type Read(Hdf5Bytes file, Hdf5Cursor message)
    {
        int kind = message.Byte() & 15;
        uint bits = message.UInt24(), size = message.UInt32();
        if (size is 0 or > 1 << 26) throw file.Wrong($"an element takes {size} bytes");
        switch (kind)
        {
            case Integer:
                bool isSigned = (bits & 8) != 0;
                return new(kind, (int)size, (bits & 1) != 0 ? null : (size, isSigned) switch
                {
                    (1, true) => "I8", (1, false) => "U8", (2, true) => "I16", (2, false) => "U16",
                    (4, true) => "I32", (4, false) => "U32", (8, true) => "I64", (8, false) => "U64", _ => null,
                });
            case Real:
                message.Skip(4);   // bit offset and precision
                int exponentAt = message.Byte(), exponent = message.Byte(), mantissaAt = message.Byte(), mantissa = message.Byte();
                return new(kind, (int)size, (bits & 0x41) != 0 || mantissaAt != 0 || exponentAt != mantissa ? null : (size, exponent, mantissa) switch
                {
                    (8, 11, 52) => "F64", (4, 8, 23) => "F32", (2, 5, 10) => "F16", (2, 8, 7) => "BF16", _ => null,
                });
            case VariableText:
                return (bits & 15) == 1 ? new(kind, (int)size, null) : new(-1, (int)size, null);
            default:
                return new(kind, (int)size, null);
        }
    }
}

/// <summary>An attribute: a small array beside a group or a dataset.</summary>
internal sealed record Hdf5Attribute(string Name, Hdf5Type Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes);

/// <summary>An array, whose bytes lie in one piece.</summary>
internal sealed record Hdf5Dataset(string Path, Hdf5Type Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes);

/// <summary>A group: attributes, groups and datasets by name.</summary>
internal sealed class Hdf5Group(string path)
{
    public string Path => path;

    public Dictionary<string, Hdf5Attribute> Attributes { get; } = [];

    public Dictionary<string, Hdf5Group> Groups { get; } = [];

    public Dictionary<string, Hdf5Dataset> Datasets { get; } = [];

    /// <summary>All datasets below, by their paths from here.</summary>
    public IEnumerable<(string Path, Hdf5Dataset Dataset)> All()
    {
        foreach ((string name, Hdf5Dataset dataset) in Datasets) yield return (name, dataset);
        foreach ((string name, Hdf5Group group) in Groups)
        {
            foreach ((string inner, Hdf5Dataset dataset) in group.All()) yield return ($"{name}/{inner}", dataset);
        }
    }

    /// <summary>A group by a path of names; null where there is none.</summary>
    public Hdf5Group? Find(string names) => names.Split('/').Aggregate((Hdf5Group?)this, (group, name) => group?.Groups.GetValueOrDefault(name));
}

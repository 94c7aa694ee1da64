using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats.Tests.Keras;

/// <summary>
/// Writes HDF5 as the format's description has it: superblock 0, groups as symbol tables of one leaf, float arrays in one piece, texts of
/// fixed length as attributes. (Files of h5py were read with the same result by hand; it is not at hand everywhere.)
/// </summary>
internal sealed class TinyHdf5
{
    private const ulong Nowhere = ulong.MaxValue;
    private readonly List<byte> _bytes = [];

    /// <summary>A group or an array.</summary>
    public sealed class Node
    {
        public SortedDictionary<string, Node> Members { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, string[]> Attributes { get; } = [];
        public (int[] Shape, float[] Values)? Data { get; init; }

        /// <summary>The group at a path, made where it is missing.</summary>
        public Node Group(string path)
        {
            Node group = this;
            foreach (string name in path.Split('/')) group = group.Members.TryGetValue(name, out Node? found) ? found : group.Members[name] = new Node();
            return group;
        }

        public void Add(string path, int[] shape, float[] values)
        {
            int end = path.LastIndexOf('/');
            (end < 0 ? this : Group(path[..end])).Members.Add(path[(end + 1)..], new Node { Data = (shape, values) });
        }
    }

    public static byte[] Write(Node root)
    {
        var file = new TinyHdf5();
        file._bytes.AddRange([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0]);
        file.Add(0UL, Nowhere, 0UL, Nowhere);   // base, free space, end, driver
        file.Add(0UL, 0UL, 0UL, 0UL, 0UL);      // the root's entry
        ulong address = file.Object(root);
        byte[] bytes = [.. file._bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), (ulong)bytes.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(64), address);
        return bytes;
    }

    private ulong Object(Node node)
    {
        var messages = new List<(int Kind, byte[] Bytes)>();
        if (node.Data is { } data)
        {
            ulong at = Here;
            foreach (float value in data.Values) Add(BitConverter.SingleToInt32Bits(value));
            Pad();
            messages.Add((0x01, Shape(data.Shape)));
            messages.Add((0x03, [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]));
            messages.Add((0x08, [3, 1, .. BitConverter.GetBytes(at), .. BitConverter.GetBytes((ulong)data.Values.Length * 4)]));
        }
        else
        {
            (ulong tree, ulong heap) = Table(node);
            messages.Add((0x11, [.. BitConverter.GetBytes(tree), .. BitConverter.GetBytes(heap)]));
        }
        messages.AddRange(node.Attributes.Select(pair => (0x0C, Attribute(pair.Key, pair.Value))));
        byte[][] blocks = [.. messages.Select(message =>
        {
            int length = (message.Bytes.Length + 7) / 8 * 8;
            return (byte[])[(byte)message.Kind, 0, (byte)length, (byte)(length >> 8), 0, 0, 0, 0, .. message.Bytes, .. new byte[length - message.Bytes.Length]];
        })];
        ulong address = Here;
        _bytes.AddRange([1, 0, (byte)blocks.Length, 0]);
        Add(1, blocks.Sum(block => block.Length), 0);
        foreach (byte[] block in blocks) _bytes.AddRange(block);
        return address;
    }

    private (ulong Tree, ulong Heap) Table(Node group)
    {
        var names = new List<byte>(new byte[8]);
        var entries = new List<(ulong Name, ulong Address)>();
        foreach ((string name, Node member) in group.Members)
        {
            ulong at = (ulong)names.Count;
            byte[] text = Encoding.UTF8.GetBytes(name + '\0');
            names.AddRange([.. text, .. new byte[-text.Length & 7]]);
            entries.Add((at, Object(member)));
        }
        ulong heap = Here;
        _bytes.AddRange("HEAP\0\0\0\0"u8);
        Add((ulong)names.Count, 1UL, Here + 24);
        _bytes.AddRange(names);
        ulong leaf = Here;
        _bytes.AddRange("SNOD"u8);
        _bytes.AddRange([1, 0, (byte)entries.Count, (byte)(entries.Count >> 8)]);
        foreach ((ulong name, ulong address) in entries) Add(name, address, 0UL, 0UL, 0UL);
        ulong tree = Here;
        _bytes.AddRange("TREE"u8);
        _bytes.AddRange([0, 0, 1, 0]);
        Add(Nowhere, Nowhere, 0UL, leaf, entries.Count == 0 ? 0UL : entries[^1].Name);
        return (tree, heap);
    }

    private static byte[] Attribute(string name, string[] texts)
    {
        byte[] title = Encoding.UTF8.GetBytes(name + '\0');
        int size = Math.Max(1, texts.Max(text => Encoding.UTF8.GetByteCount(text)));
        byte[] type = [0x13, 1, 0, 0, .. BitConverter.GetBytes(size)], shape = Shape(texts.Length == 1 && name != "weight_names" ? [] : [texts.Length]);
        byte[] values = [.. texts.SelectMany(text => (byte[])[.. Encoding.UTF8.GetBytes(text), .. new byte[size - Encoding.UTF8.GetByteCount(text)]])];
        return [1, 0, (byte)title.Length, 0, (byte)type.Length, 0, (byte)shape.Length, 0, .. Padded(title), .. Padded(type), .. Padded(shape), .. values];
    }

    private static byte[] Shape(int[] sizes) => [1, (byte)sizes.Length, 0, 0, 0, 0, 0, 0, .. sizes.SelectMany(size => BitConverter.GetBytes((ulong)size))];

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[-bytes.Length & 7]];

    private ulong Here => (ulong)_bytes.Count;

    private void Pad() => _bytes.AddRange(new byte[-_bytes.Count & 7]);

    private void Add(params ulong[] numbers)
    {
        foreach (ulong number in numbers) _bytes.AddRange(BitConverter.GetBytes(number));
    }

    private void Add(params int[] numbers)
    {
        foreach (int number in numbers) _bytes.AddRange(BitConverter.GetBytes(number));
    }
}

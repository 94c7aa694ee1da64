using System.Buffers.Binary;
using System.Text;

namespace RnnGen.Formats;

/// <summary>
/// The HDF5 files that h5py writes unless told otherwise: superblock 0 or 1, groups as symbol tables, object headers of version 1,
/// arrays in one piece. Chunks, compression and the newer structures are refused with what to do.
/// </summary>
/// <remarks>Structures point to each other: each is visited once, and no deeper than <see cref="MostDepth"/>.</remarks>
internal sealed class Hdf5File
{
    private const int MostDepth = 32, MostObjects = 8 * FormatLimits.Tensors, MostMessages = 4096;
    private const string Advice = "; write it with h5py's default settings (no compression, no chunks, libver 'earliest')";

    private readonly Hdf5Bytes _file;
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Reads all groups; arrays stay where they are.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of a kind that is not read.</exception>
    public Hdf5File(InputFile file)
    {
        _file = new Hdf5Bytes(file);
        Hdf5Cursor super = _file.Cursor(0, (ulong)Math.Min(file.Bytes.Length, 128));
        super.Skip(Signature.Length);
        int version = super.Byte();
        if (version > 1) throw _file.Wrong($"its superblock is of version {version}{Advice}");
        super.Skip(4);
        int offsets = super.Byte(), lengths = super.Byte();
        if (offsets != 8 || lengths != 8) throw _file.Wrong($"its addresses have {offsets} bytes, its lengths {lengths}; expected 8");
        super.Skip(1 + 2 + 2 + 4 + (version == 1 ? 4 : 0));
        if (super.UInt64() != 0) throw _file.Wrong("its addresses do not count from the file's beginning");
        super.Skip(8);           // free space
        ulong end = super.UInt64();
        if (end > (ulong)file.Bytes.Length) throw _file.Wrong($"it should have {end} bytes, found {file.Bytes.Length}");
        super.Skip(8 + 8);       // driver; the root's name
        Root = new Hdf5Group("");
        ReadObject(super.UInt64(), "", Root, 0);
    }

    /// <summary>What every file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The group that holds all others.</summary>
    public Hdf5Group Root { get; }

    /// <summary>The texts of an attribute, of fixed or any length.</summary>
    public IReadOnlyList<string> Texts(Hdf5Attribute attribute)
    {
        Hdf5Type type = attribute.Type;
        if (type.Class is not (Hdf5Type.FixedText or Hdf5Type.VariableText)) throw _file.Wrong($"the attribute '{attribute.Name}' should be a text");
        var texts = new List<string>();
        for (int at = 0; at < attribute.Bytes.Length; at += type.Size)
        {
            ReadOnlyMemory<byte> item = attribute.Bytes.Slice(at, type.Size);
            ReadOnlySpan<byte> text = type.Class == Hdf5Type.FixedText ? item.Span : Variable(item);
            int end = text.IndexOf((byte)0);
            texts.Add(Encoding.UTF8.GetString(end < 0 ? text : text[..end]));
        }
        return texts;
    }

    /// <summary>The numbers of an array.</summary>
    public float[] Reals(Hdf5Dataset dataset)
    {
        if (dataset.Type.Dtype is not { } dtype || !ElementType.IsReal(dtype)) throw _file.Wrong($"'{dataset.Path}' should hold real numbers, little-endian");
        return ElementType.Decode(dtype, dataset.Bytes.Span)!;
    }

    public ModelFormatException Wrong(string what) => _file.Wrong(what);

    /// <summary>A text in a heap: its length, the heap's address, its number there.</summary>
    private ReadOnlySpan<byte> Variable(ReadOnlyMemory<byte> item)
    {
        var reference = new Hdf5Cursor(_file, item);
        uint length = reference.UInt32();
        ulong address = reference.UInt64();
        uint index = reference.UInt32();
        if (length == 0) return default;
        Hdf5Cursor head = _file.Cursor(address, 16);
        head.Require("GCOL");
        head.Skip(4);
        ulong size = head.UInt64();
        if (size < 16) throw _file.Wrong($"a heap has {size} bytes");
        Hdf5Cursor heap = _file.Cursor(address + 16, size - 16);
        while (heap.Left >= 16)
        {
            int number = heap.UInt16();
            heap.Skip(6);
            ulong bytes = heap.UInt64();
            if (number == 0) break;
            if (bytes > (ulong)heap.Left) throw _file.Wrong("a heap ends too soon");
            ReadOnlyMemory<byte> found = heap.Take((int)bytes);
            heap.Skip(Math.Min(heap.Left, (int)(-(long)bytes & 7)));
            if (number == index) return length <= bytes ? found.Span[..(int)length] : throw _file.Wrong("a text is longer than its place");
        }
        throw _file.Wrong($"a heap has no object {index}");
    }

    /// <summary>Reads the object at <paramref name="address"/>: a group, whose members go to <paramref name="into"/>, or a dataset, which is the result.</summary>
    private Hdf5Dataset? ReadObject(ulong address, string path, Hdf5Group into, int depth)
    {
        if (depth > MostDepth) throw _file.Wrong($"groups lie in groups more than {MostDepth} deep");
        Visit(address, path);
        (ulong Tree, ulong Heap)? table = null;
        Hdf5Type? type = null;
        List<long>? shape = null;
        ReadOnlyMemory<byte>? data = null;
        bool hasLayout = false;
        foreach ((int kind, ReadOnlyMemory<byte> bytes) in Messages(address, path))
        {
            var message = new Hdf5Cursor(_file, bytes);
            switch (kind)
            {
                case 0x01: shape = Shape(message); break;
                case 0x03: type = Hdf5Type.Read(_file, message); break;
                case 0x08: (hasLayout, data) = (true, Layout(message, path)); break;
                case 0x0B: throw _file.Wrong($"'{path}' is compressed{Advice}");
                case 0x0C: AddAttribute(message, into); break;
                case 0x11: table = (message.UInt64(), message.UInt64()); break;
                case 0x02 or 0x06: throw _file.Wrong($"the group '{path}' is of the newer kind{Advice}");
                case 0x15:
                    int flags = (message.Byte(), message.Byte()).Item2;
                    if ((flags & 1) != 0) message.Skip(2);
                    if (message.UInt64() != Hdf5Bytes.Nowhere) throw _file.Wrong($"the attributes of '{path}' are of the newer kind{Advice}");
                    break;
            }
        }
        if (table is { } found)
        {
            ReadGroup(found.Tree, found.Heap, path, into, depth);
            return null;
        }
        if (!hasLayout) return null;
        if (type is null || shape is null) throw _file.Wrong($"'{path}' has no type or no shape");
        long count = 1;
        foreach (long size in shape)
        {
            if (size > FormatLimits.Elements || (count *= size) > FormatLimits.Elements) throw _file.Wrong($"'{path}' [{string.Join(", ", shape)}] is too large");
        }
        if (data is not { } values) throw count == 0 ? _file.Wrong($"'{path}' is empty") : _file.Wrong($"'{path}' was never written");
        if (values.Length != count * type.Size) throw _file.Wrong($"'{path}' [{string.Join(", ", shape)}] takes {count * type.Size} bytes, found {values.Length}");
        return new Hdf5Dataset(path, type, shape, values);
    }

    private void Visit(ulong address, string path)
    {
        if (!_seen.Add(address)) throw _file.Wrong($"'{path}' points to something that stands elsewhere already; there may be a circle");
        if (_seen.Count > MostObjects) throw _file.Wrong($"it has more than {MostObjects} parts");
    }

    /// <summary>The messages of an object header, those of its continuations too.</summary>
    private List<(int Kind, ReadOnlyMemory<byte> Bytes)> Messages(ulong address, string path)
    {
        Hdf5Cursor head = _file.Cursor(address, 16);
        int version = head.Byte();
        if (version != 1) throw _file.Wrong($"the header of '{path}' is of another version than 1{Advice}");
        head.Skip(1);
        int count = head.UInt16();
        head.Skip(4);
        if (count > MostMessages) throw _file.Wrong($"'{path}' has {count} messages");
        var messages = new List<(int, ReadOnlyMemory<byte>)>();
        var blocks = new Queue<(ulong Address, ulong Length)>([(address + 16, head.UInt32())]);
        while (messages.Count < count && blocks.TryDequeue(out (ulong Address, ulong Length) block))
        {
            Hdf5Cursor cursor = _file.Cursor(block.Address, block.Length);
            while (cursor.Left >= 8 && messages.Count < count)
            {
                int kind = cursor.UInt16(), size = cursor.UInt16(), flags = cursor.Byte();
                cursor.Skip(3);
                ReadOnlyMemory<byte> bytes = cursor.Take(size);
                if ((flags & 2) != 0) throw _file.Wrong($"'{path}' shares a message with others{Advice}");
                messages.Add((kind, bytes));
                if (kind != 0x10) continue;
                var target = new Hdf5Cursor(_file, bytes);
                (ulong next, ulong length) = (target.UInt64(), target.UInt64());
                Visit(next, path);
                blocks.Enqueue((next, length));
            }
        }
        return messages;
    }

    private List<long> Shape(Hdf5Cursor message)
    {
        int version = message.Byte(), rank = message.Byte();
        message.Skip(1);
        if (version is < 1 or > 2 || rank > FormatLimits.Rank) throw _file.Wrong($"a shape is of version {version} with {rank} axes");
        int kind = message.Byte();
        if (version == 1) message.Skip(4);
        else if (kind == 2) return [0];
        var shape = new List<long>();
        for (int axis = 0; axis < rank; axis++)
        {
            ulong size = message.UInt64();
            shape.Add(size > long.MaxValue ? long.MaxValue : (long)size);
        }
        return shape;
    }

    private ReadOnlyMemory<byte>? Layout(Hdf5Cursor message, string path)
    {
        int version = message.Byte(), kind = message.Byte();
        if (version is not (3 or 4)) throw _file.Wrong($"the layout of '{path}' is of version {version}{Advice}");
        switch (kind)
        {
            case 0:
                return message.Take(message.UInt16());
            case 1:
                (ulong address, ulong size) = (message.UInt64(), message.UInt64());
                return address == Hdf5Bytes.Nowhere ? null : _file.At(address, size);
            default:
                throw _file.Wrong($"'{path}' lies in chunks{Advice}");
        }
    }

    private void AddAttribute(Hdf5Cursor message, Hdf5Group to)
    {
        int version = message.Byte(), flags = message.Byte();
        if (version is < 1 or > 3) throw _file.Wrong($"an attribute is of version {version}");
        int nameSize = message.UInt16(), typeSize = message.UInt16(), shapeSize = message.UInt16();
        if (version == 3) message.Skip(1);
        if (version > 1 && flags != 0) throw _file.Wrong($"an attribute shares its type{Advice}");
        ReadOnlyMemory<byte> Part(ref Hdf5Cursor from, int size)
        {
            ReadOnlyMemory<byte> part = from.Take(size);
            if (version == 1) from.Skip(Math.Min(from.Left, -size & 7));
            return part;
        }
        string name = Encoding.UTF8.GetString(Part(ref message, nameSize).Span).TrimEnd('\0');
        Hdf5Type type = Hdf5Type.Read(_file, new Hdf5Cursor(_file, Part(ref message, typeSize)));
        List<long> shape = Shape(new Hdf5Cursor(_file, Part(ref message, shapeSize)));
        long bytes = shape.Aggregate((long)type.Size, (product, size) => Math.Min(product * Math.Min(size, int.MaxValue), int.MaxValue));
        to.Attributes[name] = new Hdf5Attribute(name, type, shape, message.Take((int)bytes));
    }

    private void ReadGroup(ulong tree, ulong heapAddress, string path, Hdf5Group into, int depth)
    {
        Hdf5Cursor head = _file.Cursor(heapAddress, 32);
        head.Require("HEAP");
        head.Skip(4);
        ulong size = head.UInt64();
        head.Skip(8);
        ReadOnlyMemory<byte> names = _file.At(head.UInt64(), size);
        foreach ((ulong nameAt, ulong address, uint cache) in Symbols(tree, path, 0))
        {
            if (nameAt >= (ulong)names.Length) throw _file.Wrong($"a name in '{path}' lies outside its heap");
            ReadOnlySpan<byte> rest = names.Span[(int)nameAt..];
            int end = rest.IndexOf((byte)0);
            string name = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
            string inner = path.Length == 0 ? name : $"{path}/{name}";
            if (cache == 2) throw _file.Wrong($"'{inner}' is a symbolic link");
            var group = new Hdf5Group(inner);
            bool isNew = ReadObject(address, inner, group, depth + 1) is { } dataset ? into.Datasets.TryAdd(name, dataset) : into.Groups.TryAdd(name, group);
            if (!isNew) throw _file.Wrong($"the name '{inner}' stands twice");
        }
    }

    /// <summary>The entries below a node of a group's tree.</summary>
    private List<(ulong Name, ulong Address, uint Cache)> Symbols(ulong node, string path, int depth)
    {
        if (depth > MostDepth) throw _file.Wrong($"the tree of '{path}' is more than {MostDepth} deep");
        Visit(node, path);
        Hdf5Cursor start = _file.Cursor(node, 24);
        start.Require("TREE");
        int type = start.Byte(), level = start.Byte(), used = start.UInt16();
        if (type != 0) throw _file.Wrong($"the tree of '{path}' is of the kind {type}");
        Hdf5Cursor cursor = _file.Cursor(node + 24, (ulong)used * 16);
        var symbols = new List<(ulong, ulong, uint)>();
        for (int i = 0; i < used; i++)
        {
            cursor.Skip(8);
            ulong child = cursor.UInt64();
            if (level > 0)
            {
                symbols.AddRange(Symbols(child, path, depth + 1));
                continue;
            }
            Visit(child, path);
            Hdf5Cursor head = _file.Cursor(child, 8);
            head.Require("SNOD");
            head.Skip(2);
            int count = head.UInt16();
            Hdf5Cursor entries = _file.Cursor(child + 8, (ulong)count * 40);
            for (int e = 0; e < count; e++)
            {
                symbols.Add((entries.UInt64(), entries.UInt64(), entries.UInt32()));
                entries.Skip(20);
            }
        }
        return symbols;
    }
}

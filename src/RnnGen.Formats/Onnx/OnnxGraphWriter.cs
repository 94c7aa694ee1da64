using System.Buffers.Binary;

namespace RnnGen.Formats;

/// <summary>Collects nodes, initializers, inputs and outputs of a graph, and writes the messages of onnx.proto.</summary>
internal sealed class OnnxGraphWriter
{
    /// <summary>What is written: the operators of version 17, which ONNX Runtime has since 1.12.</summary>
    private const int Opset = 17, IrVersion = 8;

    private readonly List<ProtoWriter> _nodes = [], _initializers = [], _inputs = [], _outputs = [];
    private readonly HashSet<string> _names = [];

    /// <summary>Adds a node; the result is its first output.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="name">Its name and that of its first output; a number is added where it is taken.</param>
    /// <param name="inputs">Names; an empty one stands for an optional input that is absent.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="attributes">Numbers, reals, texts or lists of them by name.</param>
    public string[] Node(string type, string name, string[] inputs, int outputs = 1, params (string Name, object Value)[] attributes)
    {
        string[] results = [.. Enumerable.Range(0, outputs).Select(i => Unique(i == 0 ? name : $"{name}:{i}"))];
        var node = new ProtoWriter();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string result in results) node.Text(2, result);
        node.Text(3, results[0]).Text(4, type);
        foreach ((string key, object value) in attributes) node.Message(5, Attribute(key, value));
        _nodes.Add(node);
        return results;
    }

    /// <summary>Adds weights; the result is their name.</summary>
    public string Reals(string name, int[] shape, ReadOnlySpan<float> values)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return Initializer(name, OnnxType.Float, shape, raw);
    }

    /// <summary>Adds a list of integers: axes, sizes; a scalar where the list is one.</summary>
    public string Integers(string name, bool isScalar, params long[] values)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Initializer(name, OnnxType.Int64, isScalar ? [] : [values.Length], raw);
    }

    /// <summary>Adds an input; dimensions are numbers or names.</summary>
    public string Input(string name, int type, params object[] shape)
    {
        string unique = Unique(name);
        _inputs.Add(Port(unique, type, shape));
        return unique;
    }

    /// <summary>Gives <paramref name="value"/> out as <paramref name="name"/>.</summary>
    public void Output(string value, string name, params object[] shape)
    {
        string unique = Unique(name);
        _nodes.Add(new ProtoWriter().Text(1, value).Text(2, unique).Text(3, unique).Text(4, "Identity"));
        _outputs.Add(Port(unique, OnnxType.Float, shape));
    }

    /// <summary>The whole file.</summary>
    public byte[] ToBytes(string producer, IEnumerable<(string Key, string Value)> metadata)
    {
        var graph = new ProtoWriter();
        foreach (ProtoWriter node in _nodes) graph.Message(1, node);
        graph.Text(2, "network");
        foreach (ProtoWriter initializer in _initializers) graph.Message(5, initializer);
        foreach (ProtoWriter input in _inputs) graph.Message(11, input);
        foreach (ProtoWriter output in _outputs) graph.Message(12, output);
        ProtoWriter model = new ProtoWriter().Number(1, IrVersion).Text(2, producer).Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset));
        foreach ((string key, string value) in metadata) model.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        return model.ToArray();
    }

    private string Initializer(string name, int type, int[] shape, byte[] raw)
    {
        string unique = Unique(name);
        var tensor = new ProtoWriter();
        foreach (int size in shape) tensor.Number(1, size);
        _initializers.Add(tensor.Number(2, type).Text(8, unique).Bytes(9, raw));
        return unique;
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++) unique = $"{name}#{i}";
        return unique;
    }

    private static ProtoWriter Port(string name, int type, object[] shape)
    {
        var dims = new ProtoWriter();
        foreach (object size in shape) dims.Message(1, size is int number ? new ProtoWriter().Number(1, number) : new ProtoWriter().Text(2, (string)size));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, type).Message(2, dims)));
    }

    private static ProtoWriter Attribute(string name, object value)
    {
        ProtoWriter attribute = new ProtoWriter().Text(1, name);
        switch (value)
        {
            case int number: return attribute.Number(3, number).Number(20, (int)OnnxAttributeKind.Number);
            case float real: return attribute.Single(2, real).Number(20, (int)OnnxAttributeKind.Single);
            case string text: return attribute.Text(4, text).Number(20, (int)OnnxAttributeKind.Text);
            case int[] numbers:
                foreach (int item in numbers) attribute.Number(8, item);
                return attribute.Number(20, (int)OnnxAttributeKind.Numbers);
            case float[] reals:
                foreach (float item in reals) attribute.Single(7, item);
                return attribute.Number(20, (int)OnnxAttributeKind.Singles);
            case string[] texts:
                foreach (string item in texts) attribute.Text(9, item);
                return attribute.Number(20, (int)OnnxAttributeKind.Texts);
            default: throw new NotSupportedException($"{value.GetType().Name} is no attribute.");
        }
    }
}

namespace RnnGen.Formats;

/// <summary>Reads the messages of onnx.proto. Field numbers are the format's; a field that changes what a model means and is not understood is an error.</summary>
internal sealed class OnnxReader(string source)
{
    /// <summary>The versions of ONNX's operators whose definitions are known. Before 7 they broadcast otherwise.</summary>
    public const int OldestOpset = 7, NewestOpset = 25;

    /// <summary>Graphs within graphs, as branches are; deeper is no model.</summary>
    private const int MostDepth = 8;

    /// <summary>Reads a ModelProto.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of an unknown version.</exception>
    public OnnxFile Read(ReadOnlyMemory<byte> bytes)
    {
        var metadata = new Dictionary<string, string>();
        var opsets = new Dictionary<string, long>();
        string producer = "";
        ReadOnlyMemory<byte>? graph = null;
        var model = new ProtoReader(bytes, source);
        while (model.Next())
        {
            switch (model.Field)
            {
                case 2: producer = model.Text(); break;
                case 7 when graph is null: graph = model.Bytes(); break;
                case 7: throw Refused("it has two graphs");
                case 8: ReadOpset(model.Bytes(), opsets); break;
                case 14: ReadText(model.Bytes(), metadata); break;
                case 20: throw Refused("it has a graph of training steps; export the model for inference");
                case 25: throw Refused("it has functions of its own; export it with them inlined");
                default: model.Skip(); break;
            }
        }
        if (graph is null) throw Refused("expected an ONNX model, found no graph");
        if (!opsets.TryGetValue("", out long opset)) throw Refused("it does not say which version of ONNX's operators it uses");
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw Refused($"it uses version {opset} of ONNX's operators; expected {OldestOpset} to {NewestOpset}");
        }
        return new OnnxFile(source, producer, (int)opset, metadata, ReadGraph(graph.Value, 0));
    }

    /// <summary>Reads a TensorProto by itself, such as one of a test's inputs.</summary>
    public OnnxTensor ReadTensor(ReadOnlyMemory<byte> bytes)
    {
        string name = "";
        int type = 0;
        bool isExternal = false;
        ReadOnlyMemory<byte>? raw = null;
        List<long> shape = [], int32s = [], int64s = [];
        var singles = new List<float>();
        var doubles = new List<double>();
        var external = new Dictionary<string, string>();
        var tensor = new ProtoReader(bytes, source);
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1: tensor.Numbers(shape); break;
                case 2: type = (int)tensor.Number(); break;
                case 3: throw Refused($"tensor '{name}' is a segment of another");
                case 4: tensor.Singles(singles); break;
                case 5: tensor.Numbers(int32s); break;
                case 7: tensor.Numbers(int64s); break;
                case 8: name = tensor.Text(); break;
                case 9: raw = tensor.Bytes(); break;
                case 10: tensor.Doubles(doubles); break;
                case 13: ReadText(tensor.Bytes(), external); break;
                case 14: isExternal = tensor.Number() != 0; break;
                default: tensor.Skip(); break;
            }
        }
        return new OnnxTensor(name, type, shape)
        {
            Raw = raw, Singles = singles, Doubles = doubles, Int32s = int32s, Int64s = int64s, External = isExternal ? external : null,
        };
    }

    private OnnxGraph ReadGraph(ReadOnlyMemory<byte> bytes, int depth)
    {
        if (depth == MostDepth) throw Refused($"graphs lie in graphs more than {MostDepth} deep");
        var nodes = new List<OnnxNode>();
        var initializers = new Dictionary<string, OnnxTensor>();
        List<OnnxPort> inputs = [], outputs = [];
        var graph = new ProtoReader(bytes, source);
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 1: nodes.Add(ReadNode(graph.Bytes(), depth)); break;
                case 5:
                    OnnxTensor tensor = ReadTensor(graph.Bytes());
                    if (!initializers.TryAdd(tensor.Name, tensor)) throw Refused($"the initializer '{tensor.Name}' stands twice");
                    break;
                case 11: inputs.Add(ReadPort(graph.Bytes())); break;
                case 12: outputs.Add(ReadPort(graph.Bytes())); break;
                case 15: throw Refused("it has a sparse initializer");
                default: graph.Skip(); break;
            }
        }
        return new OnnxGraph(nodes, initializers, inputs, outputs);
    }

    private OnnxNode ReadNode(ReadOnlyMemory<byte> bytes, int depth)
    {
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxAttribute>();
        string name = "", type = "", domain = "";
        var node = new ProtoReader(bytes, source);
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1: inputs.Add(node.Text()); break;
                case 2: outputs.Add(node.Text()); break;
                case 3: name = node.Text(); break;
                case 4: type = node.Text(); break;
                case 5:
                    OnnxAttribute attribute = ReadAttribute(node.Bytes(), depth);
                    if (!attributes.TryAdd(attribute.Name, attribute)) throw Refused($"node '{name}' has the attribute '{attribute.Name}' twice");
                    break;
                case 7: domain = node.Text(); break;
                default: node.Skip(); break;
            }
        }
        return new OnnxNode(type, domain == "ai.onnx" ? "" : domain, name, inputs, outputs, attributes);
    }

    private OnnxAttribute ReadAttribute(ReadOnlyMemory<byte> bytes, int depth)
    {
        string name = "";
        int kind = 0;
        float single = 0;
        long number = 0;
        ReadOnlyMemory<byte> text = default;
        OnnxTensor? tensor = null;
        OnnxGraph? graph = null;
        var singles = new List<float>();
        var numbers = new List<long>();
        var texts = new List<ReadOnlyMemory<byte>>();
        int seen = 0;
        var attribute = new ProtoReader(bytes, source);
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1: name = attribute.Text(); continue;
                case 20: kind = (int)attribute.Number(); continue;
                case 2: single = attribute.Single(); seen = 1; break;
                case 3: number = attribute.Number(); seen = 2; break;
                case 4: text = attribute.Bytes(); seen = 3; break;
                case 5: tensor = ReadTensor(attribute.Bytes()); seen = 4; break;
                case 6: graph = ReadGraph(attribute.Bytes(), depth + 1); seen = 5; break;
                case 7: attribute.Singles(singles); seen = 6; break;
                case 8: attribute.Numbers(numbers); seen = 7; break;
                case 9: texts.Add(attribute.Bytes()); seen = 8; break;
                default: attribute.Skip(); break;
            }
        }
        // Old files have no type; a list that is empty and a number that is 0 need not be there.
        return new OnnxAttribute(name, (OnnxAttributeKind)(kind == 0 ? seen : kind))
        {
            Single = single, Number = number, Text = text, Tensor = tensor, Graph = graph, Singles = singles, Numbers = numbers, Texts = texts,
        };
    }

    private OnnxPort ReadPort(ReadOnlyMemory<byte> bytes)
    {
        string name = "";
        int type = 0;
        List<OnnxDim>? shape = null;
        var port = new ProtoReader(bytes, source);
        while (port.Next())
        {
            if (port.Field == 1) name = port.Text();
            else if (port.Field == 2) (type, shape) = ReadType(port.Bytes());
            else port.Skip();
        }
        return new OnnxPort(name, type, shape);
    }

    private (int Type, List<OnnxDim>? Shape) ReadType(ReadOnlyMemory<byte> bytes)
    {
        int elementType = 0;
        List<OnnxDim>? shape = null;
        var type = new ProtoReader(bytes, source);
        while (type.Next())
        {
            if (type.Field != 1)
            {
                type.Skip();
                continue;
            }
            var tensor = new ProtoReader(type.Bytes(), source);
            while (tensor.Next())
            {
                if (tensor.Field == 1) elementType = (int)tensor.Number();
                else if (tensor.Field == 2) shape = ReadShape(tensor.Bytes());
                else tensor.Skip();
            }
        }
        return (elementType, shape);
    }

    private List<OnnxDim> ReadShape(ReadOnlyMemory<byte> bytes)
    {
        var dims = new List<OnnxDim>();
        var shape = new ProtoReader(bytes, source);
        while (shape.Next())
        {
            if (shape.Field != 1)
            {
                shape.Skip();
                continue;
            }
            long? size = null;
            string? name = null;
            var dim = new ProtoReader(shape.Bytes(), source);
            while (dim.Next())
            {
                if (dim.Field == 1) size = dim.Number();
                else if (dim.Field == 2) name = dim.Text();
                else dim.Skip();
            }
            // Some tools write −1 or 0 for what is not known.
            dims.Add(new OnnxDim(size > 0 ? size : null, string.IsNullOrEmpty(name) ? null : name));
        }
        return dims;
    }

    private void ReadOpset(ReadOnlyMemory<byte> bytes, Dictionary<string, long> to)
    {
        string domain = "";
        long version = 0;
        var opset = new ProtoReader(bytes, source);
        while (opset.Next())
        {
            if (opset.Field == 1) domain = opset.Text();
            else if (opset.Field == 2) version = opset.Number();
            else opset.Skip();
        }
        if (!to.TryAdd(domain == "ai.onnx" ? "" : domain, version)) throw Refused($"it names the operators of '{domain}' twice");
    }

    private void ReadText(ReadOnlyMemory<byte> bytes, Dictionary<string, string> to)
    {
        string key = "", value = "";
        var entry = new ProtoReader(bytes, source);
        while (entry.Next())
        {
            if (entry.Field == 1) key = entry.Text();
            else if (entry.Field == 2) value = entry.Text();
            else entry.Skip();
        }
        to[key] = value;
    }

    private ModelFormatException Refused(string why) => new($"{source}: {why}.");
}

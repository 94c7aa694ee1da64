namespace RnnGen.Formats;

/// <summary>An ONNX file as it stands: a ModelProto, of which only what the importer needs is kept.</summary>
/// <param name="Source">What messages call the file.</param>
/// <param name="Producer">The tool that wrote it.</param>
/// <param name="Opset">The version of ONNX's own operators.</param>
/// <param name="Metadata">Free texts.</param>
/// <param name="Graph">The graph.</param>
internal sealed record OnnxFile(string Source, string Producer, int Opset, IReadOnlyDictionary<string, string> Metadata, OnnxGraph Graph);

/// <summary>Nodes in topological order, weights, inputs and outputs.</summary>
internal sealed record OnnxGraph(IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, OnnxTensor> Initializers,
    IReadOnlyList<OnnxPort> Inputs, IReadOnlyList<OnnxPort> Outputs);

/// <summary>One operation. An empty name stands for an optional input or output that is absent.</summary>
internal sealed record OnnxNode(string Operator, string Domain, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>What messages call it: the operator, and the name or, failing that, the first output.</summary>
    public override string ToString() => $"{Operator} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(output => output.Length > 0, ""))}'";
}

/// <summary>A named input or output of the graph, with its shape; null where the file does not tell it.</summary>
internal sealed record OnnxPort(string Name, int ElementType, IReadOnlyList<OnnxDim>? Shape);

/// <summary>A dimension: a number, a name (equal names are equal numbers), or neither.</summary>
internal readonly record struct OnnxDim(long? Size, string? Name);

/// <summary>An attribute of a node.</summary>
internal sealed record OnnxAttribute(string Name, OnnxAttributeKind Kind)
{
    public float Single { get; init; }
    public long Number { get; init; }
    public ReadOnlyMemory<byte> Text { get; init; }
    public OnnxTensor? Tensor { get; init; }
    public OnnxGraph? Graph { get; init; }
    public IReadOnlyList<float> Singles { get; init; } = [];
    public IReadOnlyList<long> Numbers { get; init; } = [];
    public IReadOnlyList<ReadOnlyMemory<byte>> Texts { get; init; } = [];
}

/// <summary>The kinds of AttributeProto.type that are read; the numbers are the format's.</summary>
internal enum OnnxAttributeKind
{
    Undefined = 0,
    Single = 1,
    Number = 2,
    Text = 3,
    Tensor = 4,
    Graph = 5,
    Singles = 6,
    Numbers = 7,
    Texts = 8,
}

/// <summary>TensorProto's element types; the numbers are the format's.</summary>
internal static class OnnxType
{
    public const int Float = 1, Int32 = 6, Int64 = 7, Bool = 9, Half = 10, Double = 11, BFloat16 = 16;

    public static bool IsReal(int type) => type is Float or Half or Double or BFloat16;

    public static bool IsInteger(int type) => type is Int32 or Int64 or Bool;

    public static string NameOf(int type) => type switch
    {
        Float => "float",
        2 => "uint8",
        3 => "int8",
        4 => "uint16",
        5 => "int16",
        Int32 => "int32",
        Int64 => "int64",
        8 => "string",
        Bool => "bool",
        Half => "float16",
        Double => "double",
        12 => "uint32",
        13 => "uint64",
        BFloat16 => "bfloat16",
        _ => FormattableString.Invariant($"type {type}"),
    };
}

/// <summary>A tensor's bytes or numbers, not yet decoded.</summary>
internal sealed record OnnxTensor(string Name, int ElementType, IReadOnlyList<long> Shape)
{
    public ReadOnlyMemory<byte>? Raw { get; init; }
    public IReadOnlyList<float> Singles { get; init; } = [];
    public IReadOnlyList<double> Doubles { get; init; } = [];
    public IReadOnlyList<long> Int32s { get; init; } = [];
    public IReadOnlyList<long> Int64s { get; init; } = [];

    /// <summary>Where the data lie, if in another file: location, offset, length.</summary>
    public IReadOnlyDictionary<string, string>? External { get; init; }
}

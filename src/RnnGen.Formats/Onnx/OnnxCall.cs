namespace RnnGen.Formats;

/// <summary>A node with its inputs at hand, and which of its attributes were asked for: one that nobody asks for is not understood.</summary>
internal sealed class OnnxCall(OnnxNode node, OnnxValue?[] inputs, int opset, string source, Func<int, bool> isToken, OnnxBudget budget)
{
    private readonly HashSet<string> _read = [];

    public OnnxNode Node => node;

    public int Opset => opset;

    /// <summary>Whether a stage is an input of token ids.</summary>
    public bool IsToken(int stage) => isToken(stage);

    /// <summary>An input that must be there.</summary>
    public OnnxValue Value(int index) => Optional(index) ?? throw Refuse($"its input {index} is missing");

    /// <summary>An input, or null where it is absent.</summary>
    public OnnxValue? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>An input that must be known integers.</summary>
    public OnnxIntegers Integers(int index) => Value(index) as OnnxIntegers ?? throw Refuse($"'{node.Inputs[index]}' is not known before the network runs");

    public OnnxIntegers? OptionalIntegers(int index) => Optional(index) switch
    {
        null => null,
        OnnxReals => null,
        OnnxIntegers integers => integers,
        _ => throw Refuse($"'{node.Inputs[index]}' is not known before the network runs"),
    };

    /// <summary>An input that must be known real numbers.</summary>
    public OnnxReals Reals(int index) => Value(index) as OnnxReals ?? throw Refuse($"'{node.Inputs[index]}' should be constant real numbers");

    public long Int(string name, long missing) => Attribute(name, OnnxAttributeKind.Number)?.Number ?? missing;

    public float Float(string name, float missing) => Attribute(name, OnnxAttributeKind.Single)?.Single ?? missing;

    public long[]? Ints(string name) => Attribute(name, OnnxAttributeKind.Numbers) is { } found ? [.. found.Numbers] : null;

    public float[]? Floats(string name) => Attribute(name, OnnxAttributeKind.Singles) is { } found ? [.. found.Singles] : null;

    public string? Text(string name) => Attribute(name, OnnxAttributeKind.Text) is { } found ? TextOf(found.Text) : null;

    public string[]? Texts(string name) => Attribute(name, OnnxAttributeKind.Texts) is { } found ? [.. found.Texts.Select(TextOf)] : null;

    public OnnxTensor? Tensor(string name) => Attribute(name, OnnxAttributeKind.Tensor)?.Tensor;

    public OnnxGraph Graph(string name) => Attribute(name, OnnxAttributeKind.Graph)?.Graph ?? throw Refuse($"its {name} is missing");

    /// <summary>An axis of a value of <paramref name="rank"/> axes; negative ones count from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw Refuse(axis == long.MinValue ? "it has no axis" : $"axis {axis} is outside {rank} axes");

    /// <summary>Integers as a shape.</summary>
    public int[] ShapeOf(OnnxIntegers sizes)
    {
        if (sizes.Count > OnnxLimits.Rank) throw Refuse($"a shape has {sizes.Count} axes");
        return [.. sizes.Elements.Select(size => size is >= 0 and <= OnnxLimits.Elements ? (int)size : throw Refuse($"a shape has the size {size}"))];
    }

    /// <summary>The elements of a result of <paramref name="shape"/>, before memory is taken for them.</summary>
    public int CountOf(int[] shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            if ((count *= size) > OnnxLimits.Elements) throw Refuse($"its result [{string.Join(", ", shape)}] is too large");
        }
        if (!budget.Take(count))
        {
            throw Refuse($"the values up to here have too many elements; export the model with variable dimensions for time and batch, or small ones");
        }
        return (int)count;
    }

    /// <summary>Checks that every attribute was understood.</summary>
    public void RequireAllRead()
    {
        if (node.Attributes.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } unknown) throw Refuse($"its attribute '{unknown}' is not understood");
    }

    public ModelFormatException Refuse(string why) => new($"{source}: node {node}: {why}.");

    private OnnxAttribute? Attribute(string name, OnnxAttributeKind kind)
    {
        _read.Add(name);
        if (!node.Attributes.TryGetValue(name, out OnnxAttribute? found)) return null;
        // Old files do not tell the kind; then it is seen from what is there, and an empty list looks like nothing.
        return found.Kind == kind || found.Kind == OnnxAttributeKind.Undefined ? found
            : throw Refuse($"its attribute '{name}' is of the kind {found.Kind}; expected {kind}");
    }

    private static string TextOf(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
}

/// <summary>Elements that may still be computed: <see cref="OnnxLimits.AllElements"/>, and some more for a file with many weights.</summary>
internal sealed class OnnxBudget(long weights)
{
    private long _left = OnnxLimits.AllElements + 4 * weights;

    public bool Take(long count) => (_left -= count) >= 0;
}

namespace RnnGen.Formats;

/// <summary>Runs a graph once, on labels instead of numbers, for inputs of given sizes.</summary>
internal sealed class OnnxGraphRun
{
    private readonly OnnxFile _file;
    private readonly Dictionary<string, OnnxValue> _values = [], _constants = [];
    private readonly HashSet<string> _asked = [];
    private readonly OnnxBudget _budget;

    /// <summary>Runs the graph of <paramref name="file"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="constants">What initializers and some inputs hold.</param>
    /// <param name="sizeOf">The size of a dimension that the file leaves open.</param>
    /// <exception cref="ModelFormatException">A node is not understood, or is no part of a network that RnnGen has.</exception>
    public OnnxGraphRun(OnnxFile file, IReadOnlyDictionary<string, OnnxValue> constants, Func<OnnxPort, int, int> sizeOf)
    {
        _file = file;
        Layers = new OnnxLayers(file.Source);
        _budget = new OnnxBudget(constants.Values.Sum(value => (long)value.Count));
        foreach ((string name, OnnxValue value) in constants) AddConstant(name, value);
        foreach (OnnxPort port in file.Graph.Inputs) AddInput(port, sizeOf);
        HashSet<OnnxNode> needed = Needed();
        foreach (OnnxNode node in file.Graph.Nodes.Where(needed.Contains)) Run(node);
        Outputs = [.. file.Graph.Outputs.Select(port => (port.Name, ValueOf(port.Name, $"output '{port.Name}'")))];
        RequireAllUsed();
    }

    /// <summary>What the nodes became.</summary>
    public OnnxLayers Layers { get; }

    /// <summary>The graph's outputs.</summary>
    public IReadOnlyList<(string Name, OnnxValue Value)> Outputs { get; }

    private void AddInput(OnnxPort port, Func<OnnxPort, int, int> sizeOf)
    {
        if (_values.ContainsKey(port.Name)) return;
        if (port.Shape is not { } dims) throw new ModelFormatException($"{_file.Source}: input '{port.Name}' has no shape: its number of axes is unknown.");
        if (!OnnxType.IsReal(port.ElementType) && port.ElementType is not (OnnxType.Int32 or OnnxType.Int64))
        {
            throw new ModelFormatException($"{_file.Source}: input '{port.Name}' is of the type {OnnxType.NameOf(port.ElementType)}; expected real numbers, int32 or int64.");
        }
        int[] shape = [.. dims.Select((dim, axis) => (int)Math.Min(dim.Size ?? sizeOf(port, axis), OnnxLimits.Elements))];
        long count = shape.Aggregate(1L, (a, b) => Math.Min(a * b, OnnxLimits.Elements));
        if (!_budget.Take(count) || dims.Count > OnnxLimits.Rank)
        {
            throw new ModelFormatException($"{_file.Source}: input '{port.Name}' [{string.Join(", ", shape)}] is too large; export the model with variable dimensions for time and batch, or small ones.");
        }
        _values.Add(port.Name, Layers.AddInput(port, shape, (int)count));
    }

    /// <summary>The nodes on which the outputs depend.</summary>
    private HashSet<OnnxNode> Needed()
    {
        IReadOnlyList<OnnxNode> nodes = _file.Graph.Nodes;
        if (nodes.Count > OnnxLimits.Nodes) throw new ModelFormatException($"{_file.Source}: it has {nodes.Count} nodes; at most {OnnxLimits.Nodes} are read.");
        var makers = new Dictionary<string, OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                if (_values.ContainsKey(output) || !makers.TryAdd(output, node)) throw new ModelFormatException($"{_file.Source}: node {node}: its output '{output}' is made twice.");
            }
        }
        var needed = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(_file.Graph.Outputs.Select(port => port.Name));
        while (open.TryPop(out string? name))
        {
            if (!makers.TryGetValue(name, out OnnxNode? node) || !needed.Add(node)) continue;
            foreach (string input in NamesIn(node)) open.Push(input);
        }
        return needed;
    }

    /// <summary>What a node reads, and what the nodes of its branches read.</summary>
    private static IEnumerable<string> NamesIn(OnnxNode node) => node.Inputs.Concat(node.Attributes.Values.Where(attribute => attribute.Graph is not null)
        .SelectMany(attribute => attribute.Graph!.Nodes.SelectMany(NamesIn).Concat(attribute.Graph.Outputs.Select(output => output.Name))));

    private void AddConstant(string name, OnnxValue value)
    {
        if (!_values.TryAdd(name, value)) throw new ModelFormatException($"{_file.Source}: the initializer '{name}' has the name of another value.");
        _constants.Add(name, value);
    }

    /// <summary>A condition that is known, because it was computed of shapes, chooses its branch here; the other one is not looked at.</summary>
    private IReadOnlyList<OnnxValue?> Branch(OnnxCall call)
    {
        if (call.Value(0) is not OnnxIntegers { Elements: [long condition] }) throw call.Refuse("its condition is known only when the network runs");
        OnnxGraph then = call.Graph("then_branch"), otherwise = call.Graph("else_branch"), branch = condition != 0 ? then : otherwise;
        foreach ((string name, OnnxTensor tensor) in branch.Initializers) AddConstant(name, OnnxTensorReader.Read(tensor, call.Refuse));
        foreach (OnnxNode node in branch.Nodes) Run(node);
        return [.. branch.Outputs.Select(output => ValueOf(output.Name, $"node {call.Node}"))];
    }

    private void Run(OnnxNode node)
    {
        if (node.Domain.Length > 0) throw new ModelFormatException($"{_file.Source}: node {node}: the operators of '{node.Domain}' are not understood.");
        OnnxValue?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : ValueOf(name, $"node {node}"))];
        var call = new OnnxCall(node, inputs, _file.Opset, _file.Source, Layers.IsToken, _budget);
        IReadOnlyList<OnnxValue?> results = node.Operator == "If" ? Branch(call) : OnnxDataMovement.Run(call) ?? (OnnxArithmetic.Run(call) is { } value ? new OnnxValue?[] { value } : null) ?? Layers.Run(call)
            ?? throw call.Refuse("this operator is not understood (ModelImport.ReadTensors gives the weights without the graph)");
        call.RequireAllRead();
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            OnnxValue result = (i < results.Count ? results[i] : null) ?? throw call.Refuse($"its output '{node.Outputs[i]}' is not understood");
            if (!_values.TryAdd(node.Outputs[i], result)) throw call.Refuse($"its output '{node.Outputs[i]}' is made twice");
        }
    }

    private OnnxValue ValueOf(string name, string who)
    {
        _asked.Add(name);
        return _values.TryGetValue(name, out OnnxValue? value) ? value
            : throw new ModelFormatException($"{_file.Source}: {who}: '{name}' is not made by any node before it (nodes stand in the order of computation; there may be a circle).");
    }

    /// <summary>Every initializer's numbers must have become parameters, once, or have been understood as structure.</summary>
    private void RequireAllUsed()
    {
        foreach ((string name, OnnxValue value) in _constants)
        {
            bool used = value is OnnxReals ? Layers.Consumed.ContainsKey(name) || Layers.Known.Contains(name) : _asked.Contains(name);
            if (!used) throw new ModelFormatException($"{_file.Source}: initializer '{name}' {value.ShapeText} has no place in the network.");
        }
    }
}

namespace RnnGen.Formats;

/// <summary>Writes one network's layers as nodes.</summary>
internal sealed class OnnxPartWriter(OnnxGraphWriter graph, ImportedPart part)
{
    private readonly Topology _topology = new(part.Spec);
    private readonly Dictionary<string, string> _tables = [];

    /// <summary>Of each stack the final h or c of its layers, [D, N, H] each.</summary>
    private readonly List<(string Name, int Rows, int Units, List<string> Layers)> _finals = [];

    /// <summary>Of each stack the initial h or c, layer by layer.</summary>
    private readonly Dictionary<string, string[]> _initials = [];

    /// <summary>Writes the layers; the result is the name of their output.</summary>
    public string Write(string[] reads)
    {
        string x = Source(reads), input = x;
        for (int i = 0; i < _topology.Nodes.Count; i++)
        {
            switch (_topology.Nodes[i])
            {
                case RecurrentNode recurrent: x = Recurrent(recurrent, x, pool: i == _topology.PoolAfter); break;
                case DenseNode dense: x = Dense(dense, x); break;
                case DropoutNode: break;   // nothing at inference
                default: throw OnnxWriter.Refused(_topology.Nodes[i].GetType().Name);
            }
        }
        if (!part.Spec.InputSkip) return x;
        string first = graph.Node("Slice", "skip/Slice", [input, List("skip/start", 0), List("skip/end", _topology.OutputSize), List("skip/axis", 2)])[0];
        return graph.Node("Add", "skip/Add", [x, first])[0];
    }

    /// <summary>Gives the final states out.</summary>
    public void WriteStates()
    {
        foreach ((string name, int rows, int units, List<string> layers) in _finals)
        {
            string all = layers.Count == 1 ? layers[0] : graph.Node("Concat", name + "/Concat", [.. layers], 1, ("axis", 0))[0];
            graph.Output(all, name, rows, "batch", units);
        }
    }

    private string Source(string[] reads)
    {
        if (!part.Spec.ReadsTokens) return reads.Length == 1 ? reads[0] : graph.Node("Concat", Named("", "reads"), reads, 1, ("axis", -1))[0];
        string[] vectors = [.. _topology.Sources.Select(Tokens)];
        return vectors.Length == 1 ? vectors[0] : graph.Node("Concat", "tokens/Concat", vectors, 1, ("axis", -1))[0];
    }

    private string Tokens(SourceNode source)
    {
        string tokens = graph.Input("tokens", OnnxType.Int64, "time", "batch");
        if (source.Spec is OneHotSpec oneHot)
        {
            return graph.Node("OneHot", $"onehot/{source.Offset}", [tokens, List("onehot/depth", oneHot.Vocabulary), graph.Reals("onehot/values", [2], [0, 1])], 1, ("axis", -1))[0];
        }
        var embedding = (EmbeddingSpec)source.Spec;
        string name = TensorName.Join(source.Prefix, "weight");
        string table = _tables[source.Prefix] = graph.Reals(name, [embedding.Vocabulary, embedding.Size], Tensor(name));
        return graph.Node("Gather", $"{source.Prefix}/Gather", [table, tokens], 1, ("axis", 0))[0];
    }

    private string Dense(DenseNode node, string x)
    {
        string weight = node.Table is { } table ? graph.Node("Transpose", $"{node.Prefix}/Transpose", [_tables[table.Prefix]], 1, ("perm", new[] { 1, 0 }))[0]
            : graph.Reals(Named(node.Prefix, "weight"), [node.InputWidth, node.OutputWidth], Transposed(Tensor(node.WeightName), node.InputWidth));
        string y = graph.Node("MatMul", Label(node.Prefix, "MatMul"), [x, weight])[0];
        if (node.Spec.Bias) y = graph.Node("Add", Label(node.Prefix, "Add"), [y, graph.Reals(Named(node.Prefix, "bias"), [node.OutputWidth], Tensor(TensorName.Join(node.Prefix, "bias")))])[0];
        return Activation(node.Prefix, node.Spec.Activation, y);
    }

    private string Activation(string prefix, ActivationSpec function, string x)
    {
        string Apply(string type, params (string, object)[] attributes) => graph.Node(type, Label(prefix, type), [x], 1, attributes)[0];
        string Scalar(string type, string y, float value) => graph.Node(type, Label(prefix, type), [y, graph.Reals(Named(prefix, type), [], [value])])[0];
        switch (function.Kind)
        {
            case RnnGen.Activation.Identity:
                return x;
            case RnnGen.Activation.Softmax:
                return Apply("Softmax", ("axis", -1));
            case RnnGen.Activation.LeakyRelu or RnnGen.Activation.ThresholdedRelu or RnnGen.Activation.Elu:
                return Apply(function.Kind.ToString(), ("alpha", function.Alpha));
            case RnnGen.Activation.HardSigmoid:
                return Apply("HardSigmoid", ("alpha", function.Alpha), ("beta", function.Beta));
            case RnnGen.Activation.Affine:
                x = Scalar("Mul", x, function.Alpha);
                return function.Beta == 0 ? x : Scalar("Add", x, function.Beta);
            case RnnGen.Activation.ScaledTanh:
                if (function.Beta != 1) x = Scalar("Mul", x, function.Beta);
                x = Apply("Tanh");
                return Scalar("Mul", x, function.Alpha);
            default:
                return Apply(function.Kind.ToString());
        }
    }

    private string Recurrent(RecurrentNode node, string x, bool pool)
    {
        RecurrentSpec spec = node.Spec;
        var cells = new OnnxCellWriter(graph, part, node);
        string name = Label(node.Prefix, $"l{node.Layer}");
        string[] initial = [.. States(node).Select(state => Initial(node, state, x))];
        string[] y = graph.Node(cells.Operator, name, [x, .. cells.Weights(), "", .. initial, .. cells.Peephole()], initial.Length + 1, [.. cells.Attributes()]);
        foreach ((string state, int i) in States(node).Select((state, i) => (state, i))) Remember(node, state, y[i + 1]);
        if (pool && part.Spec.Output == OutputMode.FinalState)
        {
            return node.Skip == Skip.None ? Merged(node, y[1], axis: 0) : throw OnnxWriter.Refused($"Output = FinalState with Skip = {node.Skip}");
        }
        string steps = Merged(node, y[0], axis: 1);
        if (node.Skip == Skip.Residual) steps = graph.Node("Add", $"{name}/Add", [steps, x])[0];
        if (!pool) return steps;
        return part.Spec.Output switch
        {
            OutputMode.LastStep => graph.Node("Gather", $"{name}/last", [steps, graph.Integers($"{name}/index", true, -1)], 1, ("axis", 0))[0],
            OutputMode.Mean => graph.Node("ReduceMean", $"{name}/mean", [steps], 1, ("axes", new[] { 0 }), ("keepdims", 0))[0],
            OutputMode.Max => graph.Node("ReduceMax", $"{name}/max", [steps], 1, ("axes", new[] { 0 }), ("keepdims", 0))[0],
            _ => steps,
        };
    }

    /// <summary>One vector of both directions, which lie along <paramref name="axis"/>: of Y [T, D, N, H] or Y_h [D, N, H].</summary>
    private string Merged(RecurrentNode node, string y, int axis)
    {
        string name = Label(node.Prefix, $"l{node.Layer}/{(axis == 0 ? "final" : "merge")}");
        if (node.Spec.Direction != Direction.Bidirectional) return graph.Node("Squeeze", name, [y, List(name + "/axis", axis)])[0];
        switch (node.Spec.Merge)
        {
            case Merge.Concat:
                string swapped = graph.Node("Transpose", name + "/Transpose", [y], 1, ("perm", axis == 0 ? [1, 0, 2] : new[] { 0, 2, 1, 3 }))[0];
                long[] shape = axis == 0 ? [0, node.OutputWidth] : [0, 0, node.OutputWidth];
                return graph.Node("Reshape", name, [swapped, List(name + "/shape", shape)])[0];
            case Merge.Product:
                string[] halves = graph.Node("Split", name + "/Split", [y, List(name + "/sizes", 1, 1)], 2, ("axis", axis));
                halves = [.. halves.Select((half, i) => graph.Node("Squeeze", $"{name}/half{i}", [half, List($"{name}/axis{i}", axis)])[0])];
                return graph.Node("Mul", name, halves)[0];
            case Merge.Sum:
                return graph.Node("ReduceSum", name, [y, List(name + "/axis", axis)], 1, ("keepdims", 0))[0];
            default:
                return graph.Node("ReduceMean", name, [y], 1, ("axes", new[] { axis }), ("keepdims", 0))[0];
        }
    }

    private static string[] States(RecurrentNode node) => node.Spec is LstmSpec ? ["h", "c"] : ["h"];

    /// <summary>
    /// The initial state of a layer [D, N, H]: its part of the input for the whole stack, or where the model has an initial state of its own,
    /// that for every sequence.
    /// </summary>
    private string Initial(RecurrentNode node, string state, string x)
    {
        CellNode[] cells = [.. node.Cells];
        string name = Label(node.Prefix, $"l{node.Layer}/{state}");
        int hidden = node.Spec.Hidden;
        if (part.InitialState.Count > 0)
        {
            float[] values = [.. cells.SelectMany(cell => part.InitialState.TryGetValue(cell.NameOf(state), out IReadOnlyList<float>? own) ? own : new float[hidden])];
            string start = graph.Reals(name + "/start", [cells.Length, 1, hidden], values);
            string sizes = graph.Node("Shape", name + "/Shape", [x])[0];
            string batch = graph.Node("Gather", name + "/batch", [sizes, List(name + "/one", 1)], 1, ("axis", 0))[0];
            string shape = graph.Node("Concat", name + "/Concat", [List(name + "/D", cells.Length), batch, List(name + "/H", hidden)], 1, ("axis", 0))[0];
            return graph.Node("Expand", name, [start, shape])[0];
        }
        string input = Stack(node, state) + "_0";
        int layers = node.Spec.Layers;
        if (node.Layer == 0)
        {
            string whole = graph.Input(input, OnnxType.Float, layers * cells.Length, "batch", hidden);
            _initials[input] = layers == 1 ? [whole]
                : graph.Node("Split", $"{input}/Split", [whole, List($"{input}/sizes", [.. Enumerable.Repeat((long)cells.Length, layers)])], layers, ("axis", 0));
        }
        return _initials[input][node.Layer];
    }

    private void Remember(RecurrentNode node, string state, string value)
    {
        string name = Stack(node, state) + "_n";
        if (node.Layer == 0) _finals.Add((name, node.Spec.Layers * node.Cells.Count(), node.Spec.Hidden, []));
        _finals.Single(stack => stack.Name == name).Layers.Add(value);
    }

    /// <summary>lstm.h: the states of all its layers, layer by layer, of each the forward direction first.</summary>
    private string Stack(RecurrentNode node, string state) => TensorName.Join(part.Name, TensorName.Join(node.Prefix, state));

    /// <summary>A node's name; reading takes the layer's from it.</summary>
    private string Label(string prefix, string what) => $"{TensorName.Join(part.Name, prefix)}/{what}";

    private string Named(string prefix, string tensor) => TensorName.Join(part.Name, TensorName.Join(prefix, tensor));

    private string List(string name, params long[] values) => graph.Integers(name, false, values);

    private float[] Tensor(string name) => OnnxCellWriter.Tensor(part.Parameters, name);

    private static float[] Transposed(float[] values, int columns)
    {
        int rows = values.Length / columns;
        var result = new float[values.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c];
        }
        return result;
    }
}

namespace RnnGen.Formats;

/// <summary>The operators that compute with the network's values: each becomes a stage.</summary>
internal sealed class OnnxLayers(string source)
{
    private readonly List<OnnxStage> _stages = [];
    private readonly Dictionary<string, int> _consumed = [];
    private readonly HashSet<string> _known = [];

    /// <summary>All stages in the order of the graph.</summary>
    public IReadOnlyList<OnnxStage> Stages => _stages;

    /// <summary>How often an initializer became parameters.</summary>
    public IReadOnlyDictionary<string, int> Consumed => _consumed;

    /// <summary>Initializers of which only the structure was asked: zero states, shapes.</summary>
    public IReadOnlySet<string> Known => _known;

    /// <summary>Sentences on what is not in the network as it was in the file.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The length of the sequences and their number, from the first recurrent node on.</summary>
    public (int Steps, int Batch)? Shape { get; private set; }

    /// <summary>An input of the graph: rows are all axes but the last.</summary>
    public OnnxLabels AddInput(OnnxPort port, int[] shape, int count)
    {
        int width = shape.Length == 0 ? 1 : Math.Max(1, shape[^1]);
        OnnxStage stage = Add($"input '{port.Name}'", new InputOperation(port, shape), width);
        var labels = new Label[count];
        for (int i = 0; i < count; i++) labels[i] = new Label(stage.Index, i / width, i % width);
        return new OnnxLabels(shape, labels);
    }

    public bool IsToken(int stage) => _stages[stage].Operation is InputOperation { IsToken: true };

    /// <summary>The results of a node; null where the operator is unknown.</summary>
    public IReadOnlyList<OnnxValue?>? Run(OnnxCall call) => call.Node.Operator switch
    {
        "RNN" or "GRU" or "LSTM" => new OnnxRecurrence(this, call).Run(),
        "Gather" => [Look(call)],
        "OneHot" => [OneHot(call)],
        "MatMul" => [MatMul(call)],
        "Gemm" => [Gemm(call)],
        "Add" or "Sub" or "Mul" or "Div" or "Sum" => [Combine(call)],
        "Tanh" => [Function(call, Activation.Tanh)],
        "Sigmoid" => [Function(call, Activation.Sigmoid)],
        "Relu" => [Function(call, Activation.Relu)],
        "Softsign" => [Function(call, Activation.Softsign)],
        "Softplus" => [Function(call, Activation.Softplus)],
        "LeakyRelu" => [Function(call, new ActivationSpec(Activation.LeakyRelu, call.Float("alpha", 0.01f), 0))],
        "ThresholdedRelu" => [Function(call, new ActivationSpec(Activation.ThresholdedRelu, call.Float("alpha", 1), 0))],
        "Elu" => [Function(call, new ActivationSpec(Activation.Elu, call.Float("alpha", 1), 0))],
        "HardSigmoid" => [Function(call, new ActivationSpec(Activation.HardSigmoid, call.Float("alpha", 0.2f), call.Float("beta", 0.5f)))],
        "Softmax" => [Softmax(call)],
        "ReduceMean" or "ReduceMax" or "ReduceSum" => [Reduce(call)],
        _ => null,
    };

    /// <summary>A stage that is a node.</summary>
    public OnnxStage Add(OnnxCall call, OnnxOperation operation, int width, params IReadOnlyList<OnnxStage> reads) =>
        Add(new OnnxStage(_stages.Count, $"node {call.Node}", operation, width, reads) { Node = call.Node.Name });

    /// <summary>A stage that is none.</summary>
    public OnnxStage Add(string what, OnnxOperation operation, int width, params IReadOnlyList<OnnxStage> reads) =>
        Add(new OnnxStage(_stages.Count, what, operation, width, reads));

    private OnnxStage Add(OnnxStage stage)
    {
        _stages.Add(stage);
        return stage;
    }

    /// <summary>Notes that a tensor became parameters.</summary>
    public void Consume(OnnxReals tensor)
    {
        foreach (string name in tensor.Origins) _consumed[name] = _consumed.GetValueOrDefault(name) + 1;
    }

    /// <summary>Notes that a tensor was understood without becoming parameters.</summary>
    public void Know(OnnxReals tensor) => _known.UnionWith(tensor.Origins);

    /// <summary>Fixes the sequences' length and number.</summary>
    public void SetShape(OnnxCall call, int steps, int batch)
    {
        if (Shape is { } shape && shape != (steps, batch))
        {
            throw call.Refuse($"it reads {batch} sequences of {steps} steps, the recurrent layers before it {shape.Batch} of {shape.Steps}; a network has one sequence");
        }
        Shape = (steps, batch);
    }

    /// <summary>The labels of an input whose last axis is vectors, as stages side by side and the row of each vector.</summary>
    public OnnxVectors Vectors(OnnxCall call, OnnxLabels x)
    {
        if (x.Shape.Length == 0 || x.Count == 0) throw call.Refuse($"it reads {x.ShapeText}, in which there are no vectors");
        int width = x.Shape[^1];
        Label[] labels = x.Elements;
        if (width == 1 && _stages[labels[0].Stage].Operation is InputOperation { IsToken: false, Shape: var shape } && shape[^1] != 1) labels = AsScalars(call, labels);
        var stages = new List<OnnxStage>();
        for (int i = 0; i < width;)
        {
            OnnxStage stage = _stages[labels[i].Stage];
            for (int f = 0; f < stage.Width; f++, i++)
            {
                if (i == width || labels[i].Stage != stage.Index || labels[i].Feature != f || labels[i].Row != labels[0].Row)
                {
                    throw call.Refuse($"its vectors of {width} values are not whole vectors of {stage.What}, which are {stage.Width} wide");
                }
            }
            stages.Add(stage);
        }
        var rows = new int[labels.Length / width];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = labels[r * width].Row;
            for (int i = 0; i < width; i++)
            {
                Label first = labels[i], label = labels[r * width + i];
                if (label.Stage != first.Stage || label.Feature != first.Feature || label.Row != rows[r])
                {
                    throw call.Refuse("it mixes values of different steps or sequences in one vector");
                }
            }
        }
        return new OnnxVectors(stages, width, rows);
    }

    /// <summary>An input [T] or [N, T] of numbers that are vectors of one.</summary>
    private Label[] AsScalars(OnnxCall call, Label[] labels)
    {
        OnnxStage stage = _stages[labels[0].Stage];
        int last = ((InputOperation)stage.Operation).Shape[^1];
        if (labels.Any(label => label.Stage != stage.Index)) throw call.Refuse("it mixes inputs in one vector");
        stage.Width = 1;
        return [.. labels.Select(label => new Label(stage.Index, label.Row * last + label.Feature, 0))];
    }

    /// <summary>A stage for the vectors of <paramref name="x"/>, and its labels.</summary>
    private OnnxLabels OfVectors(OnnxCall call, OnnxLabels x, OnnxOperation operation, int width)
    {
        OnnxVectors vectors = Vectors(call, x);
        OnnxStage stage = Add(call, operation, width, vectors.Stages);
        int[] shape = [.. x.Shape[..^1], width];
        var labels = new Label[call.CountOf(shape)];
        for (int i = 0; i < labels.Length; i++) labels[i] = new Label(stage.Index, vectors.Rows[i / width], i % width);
        return new OnnxLabels(shape, labels);
    }

    /// <summary>A stage that does the same to every element, wherever it stands.</summary>
    private OnnxLabels OfElements(OnnxCall call, OnnxLabels x, OnnxOperation operation)
    {
        OnnxStage before = OnlyStage(call, x);
        OnnxStage stage = Add(call, operation, before.Width, before);
        call.CountOf(x.Shape);
        return new OnnxLabels(x.Shape, [.. x.Elements.Select(label => label with { Stage = stage.Index })]);
    }

    private OnnxStage OnlyStage(OnnxCall call, OnnxLabels x)
    {
        if (x.Count == 0) throw call.Refuse("it reads nothing");
        OnnxStage stage = _stages[x.Elements[0].Stage];
        if (x.Elements.Any(label => label.Stage != stage.Index)) throw call.Refuse("it reads the outputs of several layers at once");
        if (stage.Operation is InputOperation { IsToken: true }) throw call.Refuse($"it computes with the token ids of {stage.What}");
        return stage;
    }

    private OnnxLabels Look(OnnxCall call)
    {
        if (call.Value(0) is not OnnxReals table || call.Value(1) is not OnnxLabels tokens) throw call.Refuse("which elements it takes is known only when the network runs");
        if (call.Axis(call.Int("axis", 0), table.Shape.Length) != 0 || table.Shape.Length != 2) throw call.Refuse($"a table of embeddings should be [vocabulary, size], looked up along axis 0; found {table.ShapeText}");
        Consume(table);
        return OfTokens(call, tokens, new TableOperation(table, table.Shape[0]), table.Shape[1]);
    }

    private OnnxLabels OneHot(OnnxCall call)
    {
        if (call.Value(0) is not OnnxLabels tokens) throw call.Refuse("it reads no tokens of the network");
        long depth = call.Integers(1).Elements is [var only] ? only : 0;
        if (depth is < 1 or > FormatLimits.Width) throw call.Refuse($"its depth is {depth}");
        if (call.Reals(2).Elements is not [0, 1]) throw call.Refuse("its values are not 0 and 1");
        Know(call.Reals(2));
        if (call.Axis(call.Int("axis", -1), tokens.Shape.Length + 1) != tokens.Shape.Length) throw call.Refuse("its new axis is not the last");
        return OfTokens(call, tokens, new TableOperation(null, (int)depth), (int)depth);
    }

    private OnnxLabels OfTokens(OnnxCall call, OnnxLabels tokens, TableOperation table, int width)
    {
        if (tokens.Count == 0 || !IsToken(tokens.Elements[0].Stage) || tokens.Elements.Any(label => label.Stage != tokens.Elements[0].Stage))
        {
            throw call.Refuse("its indices are not token ids that the network is given");
        }
        OnnxStage input = _stages[tokens.Elements[0].Stage];
        int last = ((InputOperation)input.Operation).Shape is { Length: > 0 } shape ? shape[^1] : 1;
        OnnxStage stage = Add(call, table, width, input);
        int[] result = [.. tokens.Shape, width];
        var labels = new Label[call.CountOf(result)];
        for (int i = 0; i < labels.Length; i++)
        {
            Label token = tokens.Elements[i / width];
            labels[i] = new Label(stage.Index, token.Row * last + token.Feature, i % width);
        }
        return new OnnxLabels(result, labels);
    }

    private OnnxLabels MatMul(OnnxCall call)
    {
        if (call.Value(0) is not OnnxLabels x || call.Value(1) is not OnnxReals w) throw call.Refuse("one of its inputs should be the network's, the second constant weights");
        return Product(call, x, w, transposed: false, 1);
    }

    private OnnxLabels Gemm(OnnxCall call)
    {
        if (call.Value(0) is not OnnxLabels x || call.Value(1) is not OnnxReals w) throw call.Refuse("its A should be the network's, its B constant weights");
        if (call.Int("transA", 0) != 0) throw call.Refuse("its transA is set: the vectors would be columns");
        if (x.Shape.Length != 2) throw call.Refuse($"its A is {x.ShapeText}; expected two axes");
        OnnxLabels product = Product(call, x, w, call.Int("transB", 0) != 0, call.Float("alpha", 1));
        float beta = call.Float("beta", 1);
        if (call.Optional(2) is null || beta == 0) return product;
        OnnxReals bias = call.Reals(2);
        if (beta != 1) bias = bias with { Elements = [.. bias.Elements.Select(value => beta * value)] };
        return AddVector(call, product, bias, 1);
    }

    private OnnxLabels Product(OnnxCall call, OnnxLabels x, OnnxReals w, bool transposed, float alpha)
    {
        if (w.Shape.Length != 2) throw call.Refuse($"its weights are {w.ShapeText}; expected two axes");
        int inputs = w.Shape[transposed ? 1 : 0], outputs = w.Shape[transposed ? 0 : 1];
        if (x.Shape.Length == 0 || x.Shape[^1] != inputs) throw call.Refuse($"its weights {w.ShapeText} do not fit its input {x.ShapeText}");
        Consume(w);
        var values = new float[w.Count];
        for (int o = 0, at = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++) values[at++] = alpha * w.Elements[transposed ? o * inputs + i : i * outputs + o];
        }
        return OfVectors(call, x, new ProductOperation(values, w.Origins), outputs);
    }

    private OnnxLabels Function(OnnxCall call, ActivationSpec function)
    {
        if (call.Value(0) is not OnnxLabels x) throw call.Refuse("it is applied to a constant");
        if (!float.IsFinite(function.Alpha) || !float.IsFinite(function.Beta)) throw call.Refuse("its alpha or beta is not finite");
        return OfElements(call, x, new FunctionOperation(function));
    }

    private OnnxLabels Softmax(OnnxCall call)
    {
        if (call.Value(0) is not OnnxLabels x) throw call.Refuse("it is applied to a constant");
        int axis = call.Axis(call.Int("axis", call.Opset < 13 ? 1 : -1), x.Shape.Length);
        // Before version 13 all axes from this one on were one.
        if (axis != x.Shape.Length - 1 && (call.Opset >= 13 || x.Shape[axis..^1].Any(size => size != 1))) throw call.Refuse($"its axis {axis} of {x.ShapeText} is not that of the outputs");
        return OfVectors(call, x, new FunctionOperation(Activation.Softmax), x.Shape[^1]);
    }

    private OnnxLabels Combine(OnnxCall call)
    {
        string operation = call.Node.Operator;
        if (call.Node.Inputs.Count != 2) throw call.Refuse($"it has {call.Node.Inputs.Count} inputs; expected 2");
        OnnxValue a = call.Value(0), b = call.Value(1);
        if (a is OnnxLabels left && b is OnnxLabels right) return Both(call, left, right);
        if (a is not OnnxLabels && operation is "Add" or "Sum" or "Mul") (a, b) = (b, a);
        if (a is not OnnxLabels x || b is not OnnxReals constant) throw call.Refuse("its inputs should be the network's values and constant real numbers");
        return operation switch
        {
            "Mul" => Scale(call, x, constant),
            "Div" => Scale(call, x, constant with { Elements = [.. constant.Elements.Select(value => 1 / value)] }),
            "Sub" => AddVector(call, x, constant, -1),
            _ => AddVector(call, x, constant, 1),
        };
    }

    private OnnxLabels AddVector(OnnxCall call, OnnxLabels x, OnnxReals constant, float sign)
    {
        if (constant.Shape.Length == 0)
        {
            Know(constant);
            return OfElements(call, x, new ScalarOperation(1, sign * constant.Elements[0]));
        }
        Consume(constant);
        return OfElements(call, x, new VectorOperation(null, ByFeature(call, x, sign < 0 ? constant with { Elements = [.. constant.Elements.Select(value => -value)] } : constant)));
    }

    private OnnxLabels Scale(OnnxCall call, OnnxLabels x, OnnxReals constant)
    {
        if (constant.Elements.Any(value => !float.IsFinite(value))) throw call.Refuse("it divides by 0");
        if (constant.Shape.Length == 0)
        {
            Know(constant);
            return OfElements(call, x, new ScalarOperation(constant.Elements[0], 0));
        }
        Consume(constant);
        return OfElements(call, x, new VectorOperation(ByFeature(call, x, constant), null));
    }

    /// <summary>A constant that is combined with each element, as one vector: it may depend on nothing but the unit.</summary>
    private float[] ByFeature(OnnxCall call, OnnxLabels x, OnnxReals constant)
    {
        OnnxStage stage = OnlyStage(call, x);
        if (OnnxDataMovement.BroadcastShape(x.Shape, constant.Shape) is not { } shape || !shape.SequenceEqual(x.Shape)) throw call.Refuse($"{constant.ShapeText} does not fit {x.ShapeText}");
        float[] spread = ((OnnxReals)OnnxDataMovement.Broadcast(call, constant, shape)).Elements;
        var values = new float?[stage.Width];
        for (int i = 0; i < spread.Length; i++)
        {
            ref float? value = ref values[x.Elements[i].Feature];
            if (value is { } known && known != spread[i]) throw call.Refuse("its constant is different for different steps or sequences");
            value = spread[i];
        }
        if (Array.IndexOf(values, null) >= 0) throw call.Refuse($"it reads a part of {stage.What}");
        return [.. values.Select(value => value!.Value)];
    }

    /// <summary>Two values of the network: a bidirectional layer's directions to be merged, or a connection around a layer.</summary>
    private OnnxLabels Both(OnnxCall call, OnnxLabels a, OnnxLabels b)
    {
        OnnxStage first = OnlyStage(call, a), second = OnlyStage(call, b);
        if (!a.Shape.SequenceEqual(b.Shape)) throw call.Refuse($"it combines {a.ShapeText} and {b.ShapeText}");
        bool isSum = call.Node.Operator is "Add" or "Sum";
        int half = first.Width / 2;
        if (first == second && isSum | call.Node.Operator == "Mul" && a.Elements.Zip(b.Elements).All(pair => pair.First.Row == pair.Second.Row
            && Math.Min(pair.First.Feature, pair.Second.Feature) + half == Math.Max(pair.First.Feature, pair.Second.Feature)))
        {
            return Merged(call, first, a, b, isSum ? Merge.Sum : Merge.Product);
        }
        if (isSum && first != second) return Skipped(call, a, b, first, second);
        throw call.Refuse("it combines values of the network; RnnGen has that for the two directions of a layer and for connections around layers");
    }

    private OnnxLabels Merged(OnnxCall call, OnnxStage cells, OnnxLabels a, OnnxLabels b, Merge merge)
    {
        if (!IsBidirectional(cells)) throw call.Refuse($"it combines one half of {cells.What} with the other");
        int half = cells.Width / 2;
        OnnxStage stage = Add(call, new MergeOperation(merge), half, cells);
        call.CountOf(a.Shape);
        return new OnnxLabels(a.Shape, [.. a.Elements.Zip(b.Elements, (p, q) => new Label(stage.Index, p.Row, Math.Min(p.Feature, q.Feature)))]);
    }

    private static bool IsBidirectional(OnnxStage stage) => stage.Operation switch
    {
        CellOperation cells => cells.Cells.Spec.Direction == Direction.Bidirectional,
        StateOperation { IsCell: false } => IsBidirectional(stage.Reads[0]),
        _ => false,
    };

    private OnnxLabels Skipped(OnnxCall call, OnnxLabels a, OnnxLabels b, OnnxStage first, OnnxStage second)
    {
        // The later stage comes first.
        if (first.Index < second.Index) ((a, first), (b, second)) = ((b, second), (a, first));
        int[]? steps = (second.Operation as InputOperation)?.Steps;
        if (steps is not null && second.Width < first.Width) throw call.Refuse($"it adds {second.Width} inputs to {first.Width} outputs");
        for (int i = 0; i < a.Count; i++)
        {
            Label x = a.Elements[i], y = b.Elements[i];
            if (x.Feature != y.Feature || x.Row != (steps is null ? y.Row : steps[y.Row])) throw call.Refuse($"it adds values of different steps, sequences or units of {first.What} and {second.What}");
        }
        OnnxStage stage = Add(call, new SkipOperation(), first.Width, first, second);
        call.CountOf(a.Shape);
        return new OnnxLabels(a.Shape, [.. a.Elements.Select(label => label with { Stage = stage.Index })]);
    }

    /// <summary>The mean or the maximum over time, or the sum or mean of a layer's two directions.</summary>
    private OnnxLabels Reduce(OnnxCall call)
    {
        string operation = call.Node.Operator;
        if (call.Value(0) is not OnnxLabels x) throw call.Refuse("it is applied to a constant");
        bool fromInput = call.Opset >= (operation == "ReduceSum" ? 13 : 18);
        if (fromInput) call.Int("noop_with_empty_axes", 0);
        long[]? axes = fromInput ? call.OptionalIntegers(1)?.Elements : call.Ints("axes");
        if (axes is not [var only]) throw call.Refuse("only one axis at a time is understood");
        int axis = call.Axis(only, x.Shape.Length), size = x.Shape[axis];
        bool keep = call.Int("keepdims", 1) != 0;
        OnnxStage stage = OnlyStage(call, x);
        int inner = x.Shape[(axis + 1)..].Aggregate(1, (p, q) => p * q);
        int[] shape = [.. x.Shape[..axis], .. keep ? [1] : Array.Empty<int>(), .. x.Shape[(axis + 1)..]];
        int[] firsts = [.. Enumerable.Range(0, call.CountOf(shape)).Select(i => i / inner * size * inner + i % inner)];
        Label At(int first, int k) => x.Elements[first + k * inner];

        if (size == 2 && IsBidirectional(stage) && operation != "ReduceMax" && firsts.All(i => At(i, 1) == At(i, 0) with { Feature = At(i, 0).Feature + stage.Width / 2 }))
        {
            OnnxLabels Half(int k) => new(shape, [.. firsts.Select(i => At(i, k))]);
            return Merged(call, stage, Half(0), Half(1), operation == "ReduceSum" ? Merge.Sum : Merge.Mean);
        }
        // Row t·N + n for all t.
        if (Shape is not { } sequence || size != sequence.Steps || operation == "ReduceSum"
            || !firsts.All(i => Enumerable.Range(0, size).All(t => At(i, t) == At(i, 0) with { Row = At(i, 0).Row + t * sequence.Batch } && At(i, 0).Row < sequence.Batch)))
        {
            throw call.Refuse($"axis {axis} of {x.ShapeText} is neither time nor the directions of a layer");
        }
        OnnxStage pool = Add(call, new PoolOperation(operation == "ReduceMax" ? OutputMode.Max : OutputMode.Mean), stage.Width, stage);
        return new OnnxLabels(shape, [.. firsts.Select(i => At(i, 0) with { Stage = pool.Index })]);
    }

    public ModelFormatException Refuse(OnnxStage stage, string why) => new($"{source}: {stage.What}: {why}.");
}

/// <summary>Vectors that a node reads: of which stages, side by side, and each one's row there.</summary>
internal sealed record OnnxVectors(IReadOnlyList<OnnxStage> Stages, int Width, int[] Rows);

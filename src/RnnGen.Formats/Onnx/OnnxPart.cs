namespace RnnGen.Formats;

/// <summary>A chain of stages as one network.</summary>
internal sealed class OnnxPart
{
    private readonly OnnxLayers _stages;
    private readonly int _mostUnits;
    private readonly bool _named;
    private readonly List<LayerSpec> _specs = [];
    private readonly List<Action<TensorSet, string>> _fills = [];
    private readonly Dictionary<(OnnxStage Cells, int Direction), (int Layer, int Depth)> _cells = [];
    private readonly List<string> _tied = [];
    private OnnxReals? _table;
    private OnnxStage? _unsettled, _gain;

    public OnnxPart(OnnxFile file, OnnxLayers stages, IReadOnlyList<OnnxStage> chain, IReadOnlyList<OnnxStage> reads, Func<OnnxStage, int> partOf, int mostUnits)
    {
        (_stages, _mostUnits) = (stages, mostUnits);
        _named = file.Producer == OnnxWriter.Producer;
        Reads = reads;
        ReadsParts = [.. reads.Where(read => read.Operation is not (InputOperation or TableOperation)).Select(partOf)];
        AddSources(chain[0], reads);
        foreach (OnnxStage stage in chain) Add(stage, chain[^1]);
        Settle();
        Tensors = new TensorSet(file.Source);
        if (_named) DropDefaultNames();
    }

    /// <summary>What it reads, side by side: inputs, tables, ends of other parts.</summary>
    public IReadOnlyList<OnnxStage> Reads { get; }

    /// <summary>The parts among them.</summary>
    public IReadOnlyList<int> ReadsParts { get; }

    /// <summary>Whether it gives one vector for each step or for each sequence.</summary>
    public OutputMode Output { get; private set; }

    public bool InputSkip { get; private set; }

    /// <summary>The factors of input and output that RnnGen's own files apply around the network; null where there are none.</summary>
    public float? InputGain { get; private set; }
    public float? OutputGain { get; private set; }

    /// <summary>Initializers that stand for an embedding and an output layer.</summary>
    public IReadOnlyList<string> TiedNames => _tied;

    private TensorSet Tensors { get; }

    /// <summary>The parameters of the network; <paramref name="output"/> overrides what the chain says.</summary>
    public ParameterBuffer Build(OutputMode output)
    {
        var spec = new ModelSpec([.. _specs]) { Output = output, InputSkip = InputSkip };
        NetworkBuilder.Check(spec, Tensors.Source);
        var topology = new Topology(spec);
        string[] prefixes = [.. PrefixesOf(topology)];
        for (int i = 0; i < _fills.Count; i++) _fills[i](Tensors, prefixes[i]);
        return NetworkBuilder.Fill(spec, Tensors);
    }

    /// <summary>The state slots of its cells: of which stage and direction, h or c.</summary>
    public IEnumerable<(OnnxStage Cells, int Direction, bool IsCell, string Slot)> SlotsOf(ModelSpec spec)
    {
        string[] prefixes = [.. PrefixesOf(new Topology(spec))];
        foreach (((OnnxStage cells, int direction), (int layer, int depth)) in _cells)
        {
            var recurrent = (RecurrentSpec)_specs[layer];
            string suffix = $"_l{depth}{(direction == 1 || recurrent.Direction == Direction.Backward ? "_reverse" : "")}";
            yield return (cells, direction, false, TensorName.Join(prefixes[layer], "h" + suffix));
            if (recurrent is LstmSpec) yield return (cells, direction, true, TensorName.Join(prefixes[layer], "c" + suffix));
        }
    }

    private static IEnumerable<string> PrefixesOf(Topology topology)
    {
        foreach (SourceNode source in topology.Sources) yield return source.Prefix;
        foreach (LayerNode node in topology.Nodes)
        {
            if (node is DenseNode dense) yield return dense.Prefix;
            if (node is RecurrentNode { Layer: 0 } recurrent) yield return recurrent.Prefix;
        }
    }

    private void AddSources(OnnxStage first, IReadOnlyList<OnnxStage> reads)
    {
        if (reads.All(read => read.Operation is TableOperation))
        {
            foreach (OnnxStage read in reads)
            {
                var table = (TableOperation)read.Operation;
                if (table.Table is not { } values)
                {
                    Add(new OneHotSpec(table.Vocabulary), (_, _) => { });
                    continue;
                }
                _table = values;
                Add(new EmbeddingSpec(table.Vocabulary, read.Width) { Name = NameOf(read) }, (tensors, prefix) =>
                    tensors.Add(TensorName.Join(prefix, "weight"), new([table.Vocabulary, read.Width]), values.Elements));
            }
            return;
        }
        if (reads.Any(read => read.Operation is TableOperation)) throw _stages.Refuse(first, "it reads tokens beside real values; RnnGen's networks read the one or the other");
        int width = reads.Sum(read => read.Width);
        if (width > FormatLimits.Width) throw _stages.Refuse(first, $"it reads {width} values");
        Add(new InputSpec(width), (_, _) => { });
    }

    private void Add(LayerSpec spec, Action<TensorSet, string> fill)
    {
        if (_specs.Count > FormatLimits.Layers) throw new ModelFormatException($"{Tensors.Source}: expected at most {FormatLimits.Layers} layers, found more.");
        _specs.Add(spec);
        _fills.Add(fill);
    }

    private void Add(OnnxStage stage, OnnxStage end)
    {
        switch (stage.Operation)
        {
            case CellOperation cells: AddCells(stage, cells); break;
            case StateOperation { IsCell: true }: throw _stages.Refuse(stage, "c leaves the layer other than as a state");
            case StateOperation: Pool(stage, OutputMode.FinalState); break;
            case PoolOperation pool: Pool(stage, pool.Mode); break;
            case MergeOperation merge: SetMerge(stage, merge.Merge); break;
            case SkipOperation: AddSkip(stage, end); break;
            case ProductOperation product: AddProduct(stage, end, product); break;
            case VectorOperation { Scale: { } gains } when _named && stage.Node == OnnxWriter.InputGainNode && _specs.Count == 1:
                (InputGain, _gain) = (gains[0], stage);
                break;
            case ScalarOperation { Beta: 0 } gain when _named && stage.Node == OnnxWriter.OutputGainNode && stage == end:
                OutputGain = gain.Alpha;
                break;
            case VectorOperation vector: AddVector(stage, vector); break;
            case ScalarOperation scalar: AddScalar(stage, scalar); break;
            case FunctionOperation function: AddFunction(stage, function.Function); break;
            default: throw _stages.Refuse(stage, "it has no place in a network");
        }
    }

    private void AddCells(OnnxStage stage, CellOperation operation)
    {
        if (Output != OutputMode.EveryStep) throw _stages.Refuse(stage, "it reads one vector for a sequence as if it were steps");
        Settle();
        Add(operation.Cells.Spec with { Name = NameOf(stage) }, (tensors, prefix) =>
        {
            for (int d = 0; d < operation.Cells.Directions.Count; d++) Fill(tensors, prefix, _cells[(stage, d)].Depth, d, operation.Cells);
        });
        for (int d = 0; d < operation.Cells.Directions.Count; d++) _cells[(stage, d)] = (_specs.Count - 1, 0);
        _unsettled = stage;
    }

    /// <summary>The last layer, whose merging and connection are known now, becomes one of the stack below it if that is of the same kind.</summary>
    private void Settle()
    {
        if (_unsettled is not { } stage) return;
        _unsettled = null;
        var last = (RecurrentSpec)_specs[^1];
        int index = _specs.Count - 1;
        if (_specs[^2] is RecurrentSpec below && below with { Layers = 1, Skip = Skip.None } == last with { Skip = Skip.None }
            && (below.Skip == last.Skip || below is { Layers: 1, Skip: Skip.None }))
        {
            foreach (((OnnxStage, int) cell, _) in _cells.Where(pair => pair.Value.Layer == index).ToArray()) _cells[cell] = (index - 1, below.Layers);
            Action<TensorSet, string> first = _fills[^2], second = _fills[^1];
            _fills[^2] = (tensors, prefix) =>
            {
                first(tensors, prefix);
                second(tensors, prefix);
            };
            _specs[^2] = below with { Layers = below.Layers + 1, Skip = last.Skip };
            _specs.RemoveAt(index);
            _fills.RemoveAt(index);
        }
        else if (last.Skip != Skip.None)
        {
            throw _stages.Refuse(stage, "there is a connection around it, and no layer of the same kind below it; RnnGen has connections between the layers of a stack");
        }
    }

    private static void Fill(TensorSet tensors, string prefix, int depth, int direction, OnnxCells cells)
    {
        OnnxCellWeights weights = cells.Directions[direction];
        string suffix = $"_l{depth}{(direction == 1 || cells.Spec.Direction == Direction.Backward ? "_reverse" : "")}";
        int hidden = cells.Spec.Hidden, rows = weights.U.Length / hidden;
        tensors.Add(TensorName.Join(prefix, "weight_ih" + suffix), new([rows, cells.InputWidth]), weights.W);
        tensors.Add(TensorName.Join(prefix, "weight_hh" + suffix), new([rows, hidden]), weights.U);
        if (weights.Bias is not null) tensors.Add(TensorName.Join(prefix, "bias" + suffix), new([rows]), weights.Bias);
        if (weights.CandidateBias is not null) tensors.Add(TensorName.Join(prefix, "bias_hn" + suffix), new([hidden]), weights.CandidateBias);
        if (weights.Peephole is not null) tensors.Add(TensorName.Join(prefix, "peephole" + suffix), new([weights.Peephole.Length]), weights.Peephole);
    }

    private void Pool(OnnxStage stage, OutputMode mode)
    {
        // Dense layers act on each vector by itself: they may not come between the last recurrent layer and a mean or maximum.
        if (Output != OutputMode.EveryStep || _specs[^1] is not RecurrentSpec) throw _stages.Refuse(stage, "it does not follow a recurrent layer, the only place where RnnGen makes one vector of a sequence");
        Output = mode;
    }

    private void SetMerge(OnnxStage stage, Merge merge)
    {
        if (_unsettled is null || _specs[^1] is not RecurrentSpec { Direction: Direction.Bidirectional } spec) throw _stages.Refuse(stage, "there are no directions to merge");
        _specs[^1] = spec with { Merge = merge };
    }

    private void AddSkip(OnnxStage stage, OnnxStage end)
    {
        OnnxStage around = stage.Reads[1];
        bool isInput = around == _gain || around.Operation is InputOperation && Reads[0] == around;
        if (isInput && (stage == end || _named && end.Node == OnnxWriter.OutputGainNode && end.Reads[0] == stage))
        {
            Settle();
            InputSkip = true;
            return;
        }
        OnnxStage layer = stage.Reads[0] is { Operation: MergeOperation } merged ? merged.Reads[0] : stage.Reads[0];
        if (layer == _unsettled && layer.Reads is [var read] && read == around)
        {
            _specs[^1] = ((RecurrentSpec)_specs[^1]) with { Skip = Skip.Residual };
            return;
        }
        throw _stages.Refuse(stage, $"it is a connection around layers, from {around.What}; RnnGen has them between the layers of a stack, and one from the first inputs to the outputs");
    }

    private void AddProduct(OnnxStage stage, OnnxStage end, ProductOperation product)
    {
        Settle();
        int inputs = stage.Reads.Sum(read => read.Width);
        bool tied = _table is not null && product.Origins.Count > 0 && product.Origins.SequenceEqual(_table.Origins);
        if (tied)
        {
            if (!product.W.AsSpan().SequenceEqual(_table!.Elements)) throw _stages.Refuse(stage, "it uses an embedding's table other than as it is");
            _tied.AddRange(product.Origins);
        }
        Add(new DenseSpec(stage.Width) { Bias = false, Tied = tied, Name = NameOf(stage) }, (tensors, prefix) =>
        {
            if (!tied) tensors.Add(TensorName.Join(prefix, "weight"), new([stage.Width, inputs]), product.W);
        });
    }

    private void AddVector(OnnxStage stage, VectorOperation vector)
    {
        if (vector is { Scale: null, Summand: { } bias } && _specs[^1] is DenseSpec { Bias: false, Activation.Kind: Activation.Identity } dense)
        {
            _specs[^1] = dense with { Bias = true };
            AddBias(bias);
            return;
        }
        float[] scale = vector.Scale ?? [.. Enumerable.Repeat(1f, stage.Width)];
        AddDiagonal(stage, scale, vector.Summand);
    }

    private void AddBias(float[] bias)
    {
        Action<TensorSet, string> fill = _fills[^1];
        _fills[^1] = (tensors, prefix) =>
        {
            fill(tensors, prefix);
            tensors.Add(TensorName.Join(prefix, "bias"), new([bias.Length]), bias);
        };
    }

    /// <summary>s∘x + b, which as a layer is a dense one with a diagonal matrix: the zeros add nothing to any sum.</summary>
    private void AddDiagonal(OnnxStage stage, float[] scale, float[]? bias)
    {
        Settle();
        int units = scale.Length;
        if (units > _mostUnits) throw _stages.Refuse(stage, $"no layer of RnnGen does this to what it reads, and as a dense layer of {units} units it would be too large");
        Add(new DenseSpec(units) { Bias = bias is not null }, (tensors, prefix) =>
        {
            var matrix = new float[units * units];
            for (int i = 0; i < units; i++) matrix[i * units + i] = scale[i];
            tensors.Add(TensorName.Join(prefix, "weight"), new([units, units]), matrix);
            if (bias is not null) tensors.Add(TensorName.Join(prefix, "bias"), new([units]), bias);
        });
    }

    /// <summary>α·x + β with two numbers: part of the activation before it, if that can be.</summary>
    private void AddScalar(OnnxStage stage, ScalarOperation scalar)
    {
        if (_specs[^1] is DenseSpec dense && Compose(dense.Activation, scalar) is { } activation)
        {
            _specs[^1] = dense with { Activation = activation };
            return;
        }
        AddDiagonal(stage, [.. Enumerable.Repeat(1f, stage.Width)], null);
        _specs[^1] = ((DenseSpec)_specs[^1]) with { Activation = new ActivationSpec(Activation.Affine, scalar.Alpha, scalar.Beta) };
    }

    /// <summary>What <paramref name="after"/> makes of a function; null where that is none that RnnGen has.</summary>
    private static ActivationSpec? Compose(ActivationSpec function, ScalarOperation after) => (function.Kind, after) switch
    {
        (Activation.Identity, _) => new(Activation.Affine, after.Alpha, after.Beta),
        (Activation.Affine, { Alpha: 1 }) when function.Beta == 0 => new(Activation.Affine, function.Alpha, after.Beta),
        (Activation.Tanh, { Beta: 0 }) => new(Activation.ScaledTanh, after.Alpha, 1),
        (Activation.ScaledTanh, { Beta: 0 }) when function.Alpha == 1 => function with { Alpha = after.Alpha },
        _ => null,
    };

    private void AddFunction(OnnxStage stage, ActivationSpec function)
    {
        ActivationSpec? whole = _specs[^1] is not DenseSpec open ? null : (open.Activation, function.Kind) switch
        {
            ({ Kind: Activation.Identity }, _) => function,
            // tanh(β·x)
            ({ Kind: Activation.Affine, Beta: 0 } inner, Activation.Tanh) => new ActivationSpec(Activation.ScaledTanh, 1, inner.Alpha),
            _ => null,
        };
        if (whole is null) AddDiagonal(stage, [.. Enumerable.Repeat(1f, stage.Width)], null);
        _specs[^1] = ((DenseSpec)_specs[^1]) with { Activation = whole ?? function };
    }

    /// <summary>The name that RnnGen's own files give: the layer's, in front of what the node does.</summary>
    private string? NameOf(OnnxStage stage) => _named ? OnnxWriter.LayerOf(stage.Node) : null;

    /// <summary>Names that the layers would have anyway are not declared; nor are any where a layer was added whose own name would clash.</summary>
    private void DropDefaultNames()
    {
        string[] names = [.. PrefixesOf(new Topology(new ModelSpec([.. _specs])))];
        string[] defaults = [.. PrefixesOf(new Topology(new ModelSpec([.. _specs.Select(spec => spec with { Name = null })])))];
        bool clash = names.Where((_, i) => _specs[i] is not (InputSpec or OneHotSpec)).GroupBy(name => name).Any(group => group.Count() > 1);
        for (int i = 0; i < names.Length; i++)
        {
            if (clash || names[i] == defaults[i]) _specs[i] = _specs[i] with { Name = null };
        }
    }
}

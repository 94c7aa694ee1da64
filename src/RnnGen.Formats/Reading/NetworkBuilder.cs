namespace RnnGen.Formats;

/// <summary>Collects layers, in the order of the data's way, and their tensors under PyTorch's names.</summary>
internal sealed class NetworkBuilder(string source)
{
    private readonly List<LayerSpec> _layers = [];

    /// <summary>The tensors so far.</summary>
    public TensorSet Tensors { get; } = new(source);

    /// <summary>The last layer; null where there is none.</summary>
    public LayerSpec? Last => _layers.Count == 0 ? null : _layers[^1];

    /// <summary>Adds a layer; the result is the prefix of its tensors.</summary>
    /// <exception cref="ModelFormatException">There are too many.</exception>
    public string Add(LayerSpec layer)
    {
        if (_layers.Count == FormatLimits.Layers) throw new ModelFormatException($"{source}: expected at most {FormatLimits.Layers} layers, found more.");
        _layers.Add(layer);
        var topology = new Topology(new ModelSpec([.. _layers]));
        return layer is SourceSpec ? topology.Sources[^1].Prefix : PrefixOf(topology.Nodes[^1]);
    }

    /// <summary>Puts another layer of the same kind and name in the place of the last: one with an activation, say.</summary>
    public void ReplaceLast(LayerSpec layer) => _layers[^1] = layer;

    /// <summary>The parameters of the network; every tensor is used once.</summary>
    /// <exception cref="ModelFormatException">The layers are no network, or a tensor is missing, left over, of another shape or type, or not finite.</exception>
    public ParameterBuffer Build(bool inputSkip = false, OutputMode output = OutputMode.EveryStep) =>
        Fill(new ModelSpec([.. _layers]) { InputSkip = inputSkip, Output = output }, Tensors);

    /// <summary>The parameters of <paramref name="spec"/> from tensors under PyTorch's names; every one is used once.</summary>
    /// <exception cref="ModelFormatException">The spec is no network, or a tensor is missing, left over, of another shape or type, or not finite.</exception>
    public static ParameterBuffer Fill(ModelSpec spec, TensorSet tensors)
    {
        Check(spec, tensors.Source);
        RequireEnough(spec, tensors);
        var parameters = new ParameterBuffer(spec);
        TensorValues.FromFile(tensors, parameters);
        return parameters;
    }

    /// <summary>Checks that <paramref name="spec"/> is a network.</summary>
    /// <exception cref="ModelFormatException">It is none; the message says why.</exception>
    public static void Check(ModelSpec spec, string source)
    {
        try
        {
            ReferenceRules.Check(spec);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException($"{source}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// A small file may claim a large network. Its weights are counted before much memory is taken for them: there are at least as
    /// many as the products have. A small network's file is read on, so that the error names the tensor.
    /// </summary>
    private static void RequireEnough(ModelSpec spec, TensorSet tensors)
    {
        int layers = spec.Layers.Sum(layer => Math.Min((layer as RecurrentSpec)?.Layers ?? 1, FormatLimits.Layers));
        if (layers > FormatLimits.Layers) throw tensors.Wrong($"expected at most {FormatLimits.Layers} layers, found more");
        if (spec.Layers.Any(layer => layer is SourceSpec { Width: > FormatLimits.Width } or DenseSpec { Size: > FormatLimits.Width } or RecurrentSpec { Hidden: > FormatLimits.Width }))
        {
            throw tensors.Wrong($"expected layers of at most {FormatLimits.Width} units, found a wider one");
        }
        var topology = new Topology(spec);
        double weights = topology.Nodes.Sum(WeightsOf) + topology.Sources.Sum(source => source.Spec is EmbeddingSpec table && !topology.IsTied(source) ? (double)table.Vocabulary * table.Size : 0);
        double values = tensors.Names.Sum(name => tensors.ShapeOf(name).Aggregate(1.0, (product, size) => product * size));
        if (weights > values && weights > 1e5) throw tensors.Wrong(FormattableString.Invariant($"expected at least {weights} values, the weights of {spec}, found {values}"));
    }

    private static double WeightsOf(LayerNode node) => node switch
    {
        DenseNode dense => (double)dense.OutputWidth * dense.InputWidth,
        RecurrentNode recurrent => recurrent.Cells.Sum(cell => (double)CellPlace.GateCount(cell.Spec) * cell.Spec.Hidden
            * (cell.InputWidth + (CellPlace.ReadsState(cell.Spec) ? cell.Spec.CellOutput : 0))),
        _ => 0,
    };

    private static string PrefixOf(LayerNode node) => node switch
    {
        RecurrentNode recurrent => recurrent.Prefix,
        DenseNode dense => dense.Prefix,
        _ => "",
    };
}

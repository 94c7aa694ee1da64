namespace RnnGen.Formats;

/// <summary>Finds the modules of a <c>state_dict</c>.</summary>
internal static class TorchModules
{
    /// <summary>All modules, in the order in which the file first names them.</summary>
    /// <exception cref="ModelFormatException">A tensor belongs to no module that is understood, or a module's tensors do not go together.</exception>
    public static List<TorchModule> Find(TensorSet tensors)
    {
        var modules = new Dictionary<string, List<(TorchTensorName Name, string Full)>>();
        foreach (string full in tensors.Names)
        {
            if (TorchTensorName.Parse(full) is not { } name)
            {
                throw tensors.Wrong($"the tensor '{full}' {Shape(tensors, full)} belongs to no module that is understood: expected weight_ih_l0 and its like, weight or bias at the end");
            }
            if (!modules.TryGetValue(name.Module, out List<(TorchTensorName Name, string Full)>? own)) modules.Add(name.Module, own = []);
            own.Add((name, full));
        }
        if (modules.Count == 0) throw tensors.Wrong("expected tensors, found none");
        return [.. modules.Select(module => module.Value.Any(tensor => tensor.Name.IsRecurrent)
            ? Recurrent(module.Key, module.Value, tensors)
            : Plain(module.Key, module.Value, tensors))];
    }

    private static TorchModule Recurrent(string path, List<(TorchTensorName Name, string Full)> own, TensorSet tensors)
    {
        int layers = Math.Max(1, own.Max(tensor => tensor.Name.Layer) + 1);
        EquatableArray<int> input = ShapeOf("weight_ih"), recurrent = ShapeOf("weight_hh");
        EquatableArray<int>? projection = OptionalShapeOf("weight_hr");
        int hidden = projection is { } p ? p[1] : recurrent[1];
        if (recurrent[0] % hidden != 0 || recurrent[0] / hidden is not (1 or 3 or 4))
        {
            throw tensors.Wrong($"module '{path}': expected 1, 3 or 4 times {hidden} rows in weight_hh (RNN, GRU, LSTM), found [{string.Join(", ", recurrent)}]");
        }
        RecurrentSpec spec = (recurrent[0] / hidden) switch
        {
            1 => new RnnSpec(hidden),
            3 => new GruSpec(hidden),
            _ => new LstmSpec(hidden) { Projection = projection is { } width ? width[0] : 0 },
        };
        if (projection is not null && spec is not LstmSpec) throw tensors.Wrong($"module '{path}': a projection (weight_hr) belongs to an LSTM");
        spec = spec with
        {
            Name = path,
            Layers = layers,
            Bias = own.Any(tensor => tensor.Name.Tensor is "bias_ih" or "bias_hh"),
            Direction = own.Any(tensor => tensor.Name.IsReverse) ? Direction.Bidirectional : Direction.Forward,
        };
        return new TorchModule(path, spec, input[1], spec.Width);

        EquatableArray<int> ShapeOf(string tensor) => OptionalShapeOf(tensor) ?? throw tensors.Wrong($"module '{path}': the tensor '{tensor}' of layer 0 is missing");

        EquatableArray<int>? OptionalShapeOf(string tensor)
        {
            string? full = own.FirstOrDefault(item => item.Name.Tensor == tensor && item.Name.Layer <= 0 && !item.Name.IsReverse).Full;
            return full is null ? null : RequireMatrix(full, tensors);
        }
    }

    private static TorchModule Plain(string path, List<(TorchTensorName Name, string Full)> own, TensorSet tensors)
    {
        string? weight = own.FirstOrDefault(tensor => tensor.Name.Tensor == "weight").Full;
        if (weight is null) throw tensors.Wrong($"module '{path}': its weight is missing");
        EquatableArray<int> shape = RequireMatrix(weight, tensors);
        bool isBiased = own.Any(tensor => tensor.Name.Tensor == "bias");
        // Only the name tells an embedding [V, E] from a linear layer without bias [out, in].
        bool isEmbedding = !isBiased && path.Split('.')[^1].Contains("emb", StringComparison.OrdinalIgnoreCase);
        return isEmbedding
            ? new TorchModule(path, new EmbeddingSpec(shape[0], shape[1]) { Name = path }, 0, shape[1])
            : new TorchModule(path, new DenseSpec(shape[0]) { Name = path, Bias = isBiased }, shape[1], shape[0]);
    }

    private static EquatableArray<int> RequireMatrix(string tensor, TensorSet tensors)
    {
        EquatableArray<int> shape = tensors.ShapeOf(tensor);
        if (shape.Count != 2) throw tensors.Wrong($"tensor '{tensor}': expected 2 axes, found {Shape(tensors, tensor)}; convolutions and normalisations cannot be expressed");
        if (shape.Any(size => size is < 1 or > 4 * FormatLimits.Width)) throw tensors.Wrong($"tensor '{tensor}': expected sizes from 1 to {4 * FormatLimits.Width}, found {Shape(tensors, tensor)}");
        return shape;
    }

    private static string Shape(TensorSet tensors, string name) => $"[{string.Join(", ", tensors.ShapeOf(name))}]";
}

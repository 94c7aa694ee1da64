namespace RnnGen.Tool.Inspecting;

/// <summary>One layer of a network, as it is unfolded: a line of the table.</summary>
/// <param name="Name">The prefix of its tensors, with its place in the stack.</param>
/// <param name="Kind">Its attribute; with the direction where that is not forward alone.</param>
/// <param name="Reads">Width of what it reads.</param>
/// <param name="Gives">Width of what it gives.</param>
/// <param name="Gates">The gates that have weights, in the order of the tensors; null for layers without.</param>
/// <param name="Parameters">Trainable scalars.</param>
/// <param name="MultiplyAdds">Multiply-adds of a step: products with matrices. A row that is looked up counts none.</param>
internal sealed record LayerSummary(string Name, string Kind, int Reads, int Gives, string? Gates, long Parameters, long MultiplyAdds)
{
    /// <summary>All layers that have parameters.</summary>
    public static IReadOnlyList<LayerSummary> Of(Topology topology)
    {
        List<LayerSummary> layers = [];
        Dictionary<string, long> counts = new ParameterLayout(topology).Tensors.ToDictionary(tensor => tensor.Name, tensor => (long)tensor.Count);
        foreach (SourceNode source in topology.Sources)
        {
            string table = TensorName.Join(source.Prefix, "weight");
            if (source.Spec is EmbeddingSpec embedding) layers.Add(new(source.Prefix, "Embedding", embedding.Vocabulary, embedding.Size, null, counts[table], 0));
        }
        foreach (LayerNode node in topology.Nodes)
        {
            switch (node)
            {
                case RecurrentNode recurrent:
                    layers.Add(Of(recurrent, counts, topology.Spec.ReadsTokens && node == topology.Nodes[0]
                        ? topology.Sources.Where(source => source.Spec is OneHotSpec).Sum(source => source.Spec.Width) : 0));
                    break;
                case DenseNode dense:
                    long own = counts.Where(tensor => tensor.Key == dense.OwnWeightName || tensor.Key == TensorName.Join(dense.Prefix, "bias")).Sum(tensor => tensor.Value);
                    layers.Add(new(dense.Prefix, dense.Table is null ? "Dense" : "Dense, tied", dense.InputWidth, dense.OutputWidth, null, own, (long)dense.InputWidth * dense.OutputWidth));
                    break;
            }
        }
        return layers;
    }

    /// <param name="node">The layer.</param>
    /// <param name="counts">Of the network's tensors.</param>
    /// <param name="lookedUp">Of the layer's inputs, those that are one-hot: their product with W is a row of it.</param>
    private static LayerSummary Of(RecurrentNode node, IReadOnlyDictionary<string, long> counts, int lookedUp)
    {
        RecurrentSpec spec = node.Spec;
        int gates = CellGates.Of(spec).Length, directions = node.Cells.Count();
        long recurrent = spec is MinGruSpec ? 0 : (long)gates * spec.Hidden * spec.CellOutput;
        long projected = spec is LstmSpec { Projection: > 0 } lstm ? (long)lstm.Projection * spec.Hidden : 0;
        long highway = node.Skip == Skip.Highway ? (long)node.OutputWidth * node.OutputWidth : 0;
        long products = directions * ((long)gates * spec.Hidden * (node.InputWidth - lookedUp) + recurrent + projected) + highway;
        string suffix = $"_l{node.Layer}", reverse = suffix + "_reverse";
        long parameters = counts.Where(tensor => IsOf(tensor.Key)).Sum(tensor => tensor.Value);
        string kind = spec.GetType().Name[..^"Spec".Length];
        if (spec.Direction != Direction.Forward) kind += spec.Direction == Direction.Backward ? ", backward" : ", both directions";
        return new(node.Prefix + suffix, kind, node.InputWidth, node.OutputWidth, string.Join(' ', CellGates.Of(spec).ToCharArray()), parameters, products);

        // lstm.weight_ih_l0, lstm.norm_ih_l0.weight, lstm.bias_l0_reverse, of this prefix and this place in the stack.
        bool IsOf(string name)
        {
            string prefix = TensorName.Join(node.Prefix, "");
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
            string first = name[prefix.Length..].Split('.')[0];
            return first.EndsWith(suffix, StringComparison.Ordinal) || first.EndsWith(reverse, StringComparison.Ordinal);
        }
    }
}

namespace RnnGen;

/// <summary>A declaration unfolded: names given, stacks split into layers, every width known.</summary>
/// <remarks>Generator and run time both compute with this, so that they cannot disagree.</remarks>
public sealed class Topology
{
    /// <summary>Unfolds <paramref name="spec"/>.</summary>
    public Topology(ModelSpec spec)
    {
        Spec = spec;
        var names = new NameGiver();
        var sources = new List<SourceNode>();
        var nodes = new List<LayerNode>();
        int width = 0;
        foreach (LayerSpec layer in spec.Layers)
        {
            string prefix = names.Give(layer);
            switch (layer)
            {
                case SourceSpec source:
                    sources.Add(new SourceNode(source, prefix, width));
                    width += source.Width;
                    break;
                case RecurrentSpec recurrent:
                    int input = width;
                    for (int k = 0; k < recurrent.Layers; k++)
                    {
                        if (recurrent.Skip == Skip.Dense) width = input + k * recurrent.Width;
                        nodes.Add(new RecurrentNode(recurrent, prefix, k, width));
                        width = recurrent.Width;
                    }
                    break;
                case DenseSpec dense:
                    nodes.Add(new DenseNode(dense, prefix, width) { Table = dense.Tied && sources.Count == 1 && sources[0].Spec is EmbeddingSpec ? sources[0] : null });
                    width = dense.Size;
                    break;
                case DropoutSpec dropout:
                    nodes.Add(new DropoutNode(dropout, width));
                    break;
                default:
                    throw new NotSupportedException($"Layer {layer.GetType().Name} has no place in a network.");
            }
        }
        Sources = sources;
        Nodes = nodes;
        OutputSize = width;
        PoolAfter = spec.HasOutputPerStep ? -1 : nodes.FindLastIndex(node => node is RecurrentNode);
    }

    /// <summary>What was declared.</summary>
    public ModelSpec Spec { get; }

    /// <summary>What brings values in; their vectors are concatenated.</summary>
    public IReadOnlyList<SourceNode> Sources { get; }

    /// <summary>The layers, in the order of the data's way.</summary>
    public IReadOnlyList<LayerNode> Nodes { get; }

    /// <summary>Whether a source's table is also the W of a dense layer.</summary>
    public bool IsTied(SourceNode source) => Nodes.OfType<DenseNode>().Any(node => node.Table == source);

    /// <summary>Width of the vector that the first layer reads.</summary>
    public int InputSize => Sources.Sum(source => source.Spec.Width);

    /// <summary>Input values a step takes: real values, or one id for each token source.</summary>
    public int InputsPerStep => Spec.ReadsTokens ? Sources.Count : InputSize;

    /// <summary>Width of one output.</summary>
    public int OutputSize { get; }

    /// <summary>Index of the node whose outputs are pooled to one for the sequence; −1 where each step has its own.</summary>
    public int PoolAfter { get; }

    /// <summary>All recurrent cells: of each layer the forward one first.</summary>
    public IEnumerable<CellNode> Cells => Nodes.OfType<RecurrentNode>().SelectMany(node => node.Cells);

    /// <summary>Hands out the default prefixes: <c>lstm</c>, then <c>lstm2</c>, counted within a kind.</summary>
    private sealed class NameGiver
    {
        private readonly Dictionary<string, int> _count = [];

        public string Give(LayerSpec layer)
        {
            string kind = layer switch
            {
                EmbeddingSpec => "embedding",
                RnnSpec => "rnn",
                LstmSpec => "lstm",
                GruSpec => "gru",
                MinGruSpec => "mingru",
                DenseSpec => "dense",
                _ => "",
            };
            if (kind.Length == 0) return "";
            _count.TryGetValue(kind, out int before);
            _count[kind] = before + 1;
            return layer.Name ?? (before == 0 ? kind : kind + (before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}

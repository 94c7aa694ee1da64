namespace RnnGen.Formats;

/// <summary>Names that layers would have anyway.</summary>
internal static class DefaultNames
{
    /// <summary>The same network without the names that are the defaults, so that its declaration reads as a person would write it.</summary>
    public static ModelSpec Drop(ModelSpec spec)
    {
        LayerSpec[] layers = [.. spec.Layers];
        for (int i = 0; i < layers.Length; i++)
        {
            LayerSpec named = layers[i];
            if (named.Name is null) continue;
            layers[i] = named with { Name = null };
            if (!Prefixes(spec with { Layers = new(layers) }).SequenceEqual(Prefixes(spec))) layers[i] = named;
        }
        return spec with { Layers = new(layers) };
    }

    /// <summary>The prefixes of all tensors and states.</summary>
    private static IEnumerable<string> Prefixes(ModelSpec spec)
    {
        var topology = new Topology(spec);
        return [.. topology.Sources.Select(source => source.Prefix), .. topology.Nodes.Select(node => node switch
        {
            RecurrentNode recurrent => recurrent.Prefix,
            DenseNode dense => dense.Prefix,
            _ => "",
        })];
    }
}

namespace RnnGen.Generator.Planning;

/// <summary>What gives a run of a layer's input rows their values: a source of the network or a layer below.</summary>
/// <param name="Part">The rows.</param>
/// <param name="Source">The source; null where a layer gives them.</param>
/// <param name="Layer">The layer; null where a source gives them.</param>
internal sealed record Feed(InputPart Part, SourcePlan? Source, LayerPlan? Layer)
{
    /// <summary>What the layer reads that reads the network's sources.</summary>
    public static IReadOnlyList<Feed> Of(IReadOnlyList<SourcePlan> sources) => sources.Select(source => new Feed(source.Part, source, null)).ToList();

    /// <summary>What a layer reads that reads one other layer's output.</summary>
    public static IReadOnlyList<Feed> Of(LayerPlan layer) => [new(InputPart.Vector(layer.OutputWidth)[0], null, layer)];

    /// <summary>What a layer with a dense connection reads: all that the layer below reads, and its output.</summary>
    public static IReadOnlyList<Feed> Join(IReadOnlyList<Feed> below, LayerPlan layer, int layerNumber)
    {
        int firstRow = below.Sum(feed => feed.Part.Width);
        return [.. below, new Feed(new InputPart(false, firstRow, layer.OutputWidth, "y" + Emit.Literal.Of(layerNumber)), null, layer)];
    }
}

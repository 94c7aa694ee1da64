namespace RnnGen.Formats;

/// <summary>What an ONNX graph may claim. The graph is run once on labels, so that its sizes are memory and time.</summary>
internal static class OnnxLimits
{
    /// <summary>Elements of one value.</summary>
    public const int Elements = 1 << 26;

    /// <summary>Elements of all values that are computed: shapes, labels, rearranged weights.</summary>
    public const long AllElements = 1L << 24;

    /// <summary>Axes of a value.</summary>
    public const int Rank = 16;

    /// <summary>Nodes of the graph.</summary>
    public const int Nodes = 100_000;
}

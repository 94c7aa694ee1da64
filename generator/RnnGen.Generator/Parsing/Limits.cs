namespace RnnGen.Generator.Parsing;

/// <summary>How large a network can be: beyond, generated code would be of no use, or a buffer could not be made.</summary>
internal static class Limits
{
    /// <summary>Of real inputs, hidden units, outputs of a dense layer, and an embedding's vector.</summary>
    public const int Size = 4096;

    /// <summary>Of a vocabulary.</summary>
    public const int Vocabulary = 1_000_000;

    /// <summary>Of <c>Layers</c>.</summary>
    public const int Layers = 16;

    /// <summary>Bytes of the first-level data cache of most processors.</summary>
    public const int FirstCache = 32 * 1024;

    /// <summary>Of all parameters together; padded fourfold at the worst, they still fit into an array.</summary>
    public const int Parameters = 1 << 28;
}

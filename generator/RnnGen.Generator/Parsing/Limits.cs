namespace RnnGen.Generator.Parsing;

/// <summary>How large a network can be: beyond, generated code would be of no use, or a buffer could not be made.</summary>
internal static class Limits
{
    /// <summary>Of real inputs, hidden units, and an embedding's vector.</summary>
    public const int Size = 4096;

    /// <summary>Of a dense layer's outputs: a score for each word of a vocabulary. A step keeps them on the stack where they are padded: 256 KB.</summary>
    public const int Outputs = 65_536;

    /// <summary>Of a vocabulary.</summary>
    public const int Vocabulary = 1_000_000;

    /// <summary>Of <c>Layers</c>.</summary>
    public const int Layers = 16;

    /// <summary>Bytes of the first-level data cache of most processors.</summary>
    public const int FirstCache = 32 * 1024;

    /// <summary>Of all parameters together; padded fourfold at the worst, they still fit into an array.</summary>
    public const int Parameters = 1 << 28;
}

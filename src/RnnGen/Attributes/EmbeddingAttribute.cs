namespace RnnGen;

/// <summary>The network reads token ids through a trained table.</summary>
/// <param name="vocabulary">Ids are 0 … vocabulary − 1.</param>
/// <param name="size">The length of a token's vector.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class EmbeddingAttribute(int vocabulary, int size) : LayerAttribute
{
    /// <summary>The number of ids.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>The length of a token's vector.</summary>
    public int Size { get; } = size;

    /// <summary>Prefix of the table's tensor; default <c>embedding</c>.</summary>
    public string? Name { get; set; }
}

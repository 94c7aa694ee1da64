namespace RnnGen;

/// <summary>The network reads token ids as one-hot vectors (computed as a look-up of a row).</summary>
/// <param name="vocabulary">Ids are 0 … vocabulary − 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class OneHotAttribute(int vocabulary) : LayerAttribute
{
    /// <summary>The number of ids.</summary>
    public int Vocabulary { get; } = vocabulary;
}

namespace RnnGen;

/// <summary>The network reads real vectors.</summary>
/// <param name="size">Their length.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InputAttribute(int size) : LayerAttribute
{
    /// <summary>The vectors' length.</summary>
    public int Size { get; } = size;
}

namespace RnnGen;

/// <summary>W·x + b, then the activation.</summary>
/// <param name="size">The number of outputs.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class DenseAttribute(int size) : LayerAttribute
{
    /// <summary>The number of outputs.</summary>
    public int Size { get; } = size;

    /// <summary>φ.</summary>
    public Activation Activation { get; set; } = Activation.Identity;

    /// <summary>α of the activation; not a number stands for the function's default.</summary>
    public float ActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of the activation; not a number stands for the function's default.</summary>
    public float ActivationBeta { get; set; } = float.NaN;

    /// <summary>Whether there is a bias.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// Whether W is the table of the model's one <c>[Embedding]</c>: one tensor with two uses, whose gradients add up. For the last
    /// layer; its size is then the vocabulary, and its input as wide as the embedding's vectors.
    /// </summary>
    public bool Tied { get; set; }

    /// <summary>Prefix of the layer's tensors; default <c>dense</c>.</summary>
    public string? Name { get; set; }
}

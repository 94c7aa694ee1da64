namespace RnnGen;

/// <summary>A stack of recurrent layers: what all kinds have in common.</summary>
/// <param name="hidden">H, the number of units.</param>
public abstract class RecurrentAttribute(int hidden) : LayerAttribute
{
    /// <summary>The number of units.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>The number of layers, one above the other.</summary>
    public int Layers { get; set; } = 1;

    /// <summary>The order of reading.</summary>
    public Direction Direction { get; set; }

    /// <summary>How a bidirectional layer joins its directions.</summary>
    public Merge Merge { get; set; }

    /// <summary>A connection around layers 1, 2, ….</summary>
    public Skip Skip { get; set; }

    /// <summary>Whether there are biases.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Dropout between the stacked layers, in training only.</summary>
    public float Dropout { get; set; }

    /// <summary>Dropout of the recurrent input, one mask a sequence, in training only.</summary>
    public float RecurrentDropout { get; set; }

    /// <summary>Whether the products with x and h are normalised; the norms' biases then stand in the place of b.</summary>
    public bool LayerNorm { get; set; }

    /// <summary>Prefix of the layers' tensors; may be empty or have dots. Default: the kind's name in small letters.</summary>
    public string? Name { get; set; }
}

namespace RnnGen;

/// <summary>One attribute of a declaration: what was asked for.</summary>
public abstract record LayerSpec
{
    /// <summary>The prefix of the layer's tensors; null stands for the default (<c>lstm</c>, <c>lstm2</c>, …).</summary>
    public string? Name { get; init; }
}

/// <summary>A layer that brings values into the network; these come first.</summary>
public abstract record SourceSpec : LayerSpec
{
    /// <summary>The width of the vector that this source contributes.</summary>
    public abstract int Width { get; }
}

/// <summary>Real vectors.</summary>
/// <param name="Size">Their length.</param>
public sealed record InputSpec(int Size) : SourceSpec
{
    /// <inheritdoc/>
    public override int Width => Size;
}

/// <summary>A source that reads one token id a step.</summary>
/// <param name="Vocabulary">Ids are 0 … Vocabulary − 1.</param>
public abstract record TokenSpec(int Vocabulary) : SourceSpec;

/// <summary>Token ids as one-hot vectors.</summary>
/// <param name="Vocabulary">Ids are 0 … Vocabulary − 1.</param>
public sealed record OneHotSpec(int Vocabulary) : TokenSpec(Vocabulary)
{
    /// <inheritdoc/>
    public override int Width => Vocabulary;
}

/// <summary>Token ids through a trained table.</summary>
/// <param name="Vocabulary">Ids are 0 … Vocabulary − 1.</param>
/// <param name="Size">The length of a row.</param>
public sealed record EmbeddingSpec(int Vocabulary, int Size) : TokenSpec(Vocabulary)
{
    /// <inheritdoc/>
    public override int Width => Size;
}

/// <summary>W·x + b, then φ.</summary>
/// <param name="Size">The number of outputs.</param>
public sealed record DenseSpec(int Size) : LayerSpec
{
    /// <summary>φ.</summary>
    public ActivationSpec Activation { get; init; } = RnnGen.Activation.Identity;

    /// <summary>Whether there is a b.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether W is the embedding's table [vocabulary, size].</summary>
    public bool Tied { get; init; }
}

/// <summary>Sets values to zero at random, in training only.</summary>
/// <param name="Probability">Of a zero.</param>
public sealed record DropoutSpec(float Probability) : LayerSpec;

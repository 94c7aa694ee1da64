namespace RnnGen;

/// <summary>What has parameters: a network (<see cref="ModelSpec"/>) or a pair of them (<see cref="Seq2SeqSpec"/>).</summary>
public abstract record ParameterSpec
{
    private protected ParameterSpec()
    {
    }

    /// <summary>Its networks, in the order of the parameters; a network alone is one part without a name.</summary>
    public abstract IReadOnlyList<SpecPart> Parts { get; }
}

/// <summary>A network with its place in what it is a part of.</summary>
/// <param name="Name">The prefix of its tensors: <c>encoder</c>, <c>bridge</c>, <c>decoder</c>; empty for a network alone.</param>
/// <param name="Model">The network.</param>
public sealed record SpecPart(string Name, ModelSpec Model);

namespace RnnGen.Generator.Parsing;

/// <summary>All that is known of one declaration. This, and nothing of Roslyn's, crosses the incremental pipeline.</summary>
/// <param name="Type">The class.</param>
/// <param name="Model">The network. Where there is an error, what could be read of it.</param>
/// <param name="Error">Why no network can be generated: a rule's id, or a word about the compiler's own errors. Null if all is well.</param>
/// <param name="TakenNames">Members the user has written under names that the generated code needs (an error).</param>
internal sealed record NetworkSpec(TypeSpec Type, ModelSpec Model, string? Error, EquatableArray<string> TakenNames)
{
    /// <summary>The file that <c>[Weights]</c> names; null without it.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether there is a network to generate.</summary>
    public bool IsValid => Error is null;
}

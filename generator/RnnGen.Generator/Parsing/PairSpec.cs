namespace RnnGen.Generator.Parsing;

/// <summary>All that is known of one pair. This, and nothing of Roslyn's, crosses the incremental pipeline.</summary>
/// <param name="Type">The class.</param>
/// <param name="Encoder">The encoder.</param>
/// <param name="Decoder">The decoder.</param>
/// <param name="Pair">Both networks and what joins them; where there is an error, what could be read of them.</param>
/// <param name="Error">Why nothing can be generated: a rule's id, or a word about other errors. Null if all is well.</param>
/// <param name="TakenNames">Members the user has written under names that the generated code needs (an error).</param>
internal sealed record PairSpec(TypeSpec Type, PairPart Encoder, PairPart Decoder, Seq2SeqSpec Pair, string? Error, EquatableArray<string> TakenNames)
{
    /// <summary>The file that <c>[Weights]</c> names; null without it.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether there is a pair to generate.</summary>
    public bool IsValid => Error is null;
}

/// <summary>One of a pair's models, as far as the pair's code has to name it.</summary>
/// <param name="FullName">The class from anywhere; <c>object</c> where the argument is no class.</param>
/// <param name="IsModel">Whether it has <c>[RnnModel]</c>, and thus a state and a tape, if only ones that throw.</param>
/// <param name="Access">How visible a member of the pair that shows the class can be: <c>public</c>, <c>internal</c> or <c>private</c>.</param>
internal sealed record PairPart(string FullName, bool IsModel, string Access);

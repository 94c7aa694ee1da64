namespace RnnGen;

/// <summary>Whether what a model chooses can be what it reads next.</summary>
internal static class TokenFeedback
{
    /// <summary>Throws unless a step of <paramref name="spec"/> reads one token, every step gives logits, and each of their indices is such a token; returns how many tokens it reads.</summary>
    /// <exception cref="ArgumentException">It is not so.</exception>
    public static int Require(ModelSpec spec, string who)
    {
        var topology = new Topology(spec);
        string? why = !spec.ReadsTokens ? "this one reads real values"
            : topology.Sources.Count != 1 ? FormattableString.Invariant($"this one reads {topology.Sources.Count} tokens a step")
            : !spec.HasOutputPerStep ? $"this one gives one output for a sequence (OutputMode.{spec.Output})"
            : topology.OutputSize > ((TokenSpec)topology.Sources[0].Spec).Vocabulary
                ? FormattableString.Invariant($"this one has {topology.OutputSize} outputs and {((TokenSpec)topology.Sources[0].Spec).Vocabulary} input tokens")
            : OutputHead.ActivationOf(spec) == Activation.Softmax ? "this one ends in Softmax"
            : null;
        if (why is not null)
        {
            throw new ArgumentException($"{who} feeds a model its own choices: it asks for one token a step, logits for every step, and no more of them than input tokens; {why} ({spec}).");
        }
        return ((TokenSpec)topology.Sources[0].Spec).Vocabulary;
    }
}

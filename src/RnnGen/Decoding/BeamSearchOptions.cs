namespace RnnGen;

/// <summary>How a <see cref="BeamSearch{TModel}"/> searches.</summary>
public sealed class BeamSearchOptions
{
    /// <summary>Hypotheses that are kept at every step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Width { get; init => field = Argument.AtLeast(1, value, nameof(Width)); } = 4;

    /// <summary>The most tokens of a hypothesis, the end token counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxLength { get; init => field = Argument.AtLeast(1, value, nameof(MaxLength)); } = 64;

    /// <summary>The token that ends a hypothesis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public required int EndToken { get; init => field = Argument.AtLeast(0, value, nameof(EndToken)); }

    /// <summary>α of the score ln p / lengthᵅ: 0 ranks by probability, which favours short hypotheses; 1 by the mean of a token's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float LengthNormalization { get; init => field = Argument.NotNegative(value, nameof(LengthNormalization)); }
}

/// <summary>One result of a beam search; valid until the next search.</summary>
public readonly ref struct Hypothesis
{
    internal Hypothesis(ReadOnlySpan<int> tokens, double logProbability, double score, bool isEnded)
    {
        Tokens = tokens;
        LogProbability = logProbability;
        Score = score;
        IsEnded = isEnded;
    }

    /// <summary>The tokens, without the end token.</summary>
    public ReadOnlySpan<int> Tokens { get; }

    /// <summary>ln p in nats: the sum over all tokens, the end token's among them.</summary>
    public double LogProbability { get; }

    /// <summary>ln p / lengthᵅ, where the end token counts.</summary>
    public double Score { get; }

    /// <summary>Whether it ended with the end token, rather than at the most tokens.</summary>
    public bool IsEnded { get; }
}

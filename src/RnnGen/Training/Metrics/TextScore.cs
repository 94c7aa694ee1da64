namespace RnnGen;

/// <summary>What a language model thinks of a text.</summary>
/// <param name="LogProbability">Σ ln P(token | all before it), in nats; ≤ 0.</param>
/// <param name="Predictions">How many tokens were predicted.</param>
public readonly record struct TextScore(double LogProbability, long Predictions)
{
    /// <summary>−LogProbability / Predictions; not a number where nothing was predicted.</summary>
    public double NatsPerToken => -LogProbability / Predictions;

    /// <summary>e^NatsPerToken</summary>
    public double Perplexity => Math.Exp(NatsPerToken);
}

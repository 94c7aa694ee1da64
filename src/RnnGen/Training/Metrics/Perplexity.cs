namespace RnnGen;

/// <summary>A cross-entropy in other words.</summary>
public static class Perplexity
{
    /// <summary>e^<paramref name="nats"/>, of a mean loss in nats: among how many equally likely classes the model is, on average, undecided.</summary>
    public static double Of(double nats) => Math.Exp(nats);
}

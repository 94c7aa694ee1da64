namespace CharLanguageModel.Training;

/// <summary>A loss in nats a character, in other words.</summary>
internal static class Measures
{
    /// <summary>e^loss: among how many equally likely characters the model is, on average, undecided.</summary>
    public static double Perplexity(double nats) => Math.Exp(nats);

    /// <summary>Bits a character: what an ideal coder with this model would need.</summary>
    public static double Bits(double nats) => nats / Math.Log(2);
}

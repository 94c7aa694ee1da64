namespace CharLanguageModel.Network;

/// <summary>Softmax and logarithm in one, in double and without overflow.</summary>
internal static class CrossEntropy
{
    /// <summary>−ln softmax(logits)[wanted] = m + ln Σ e^(z − m) − z[wanted], with m the largest z.</summary>
    public static double Of(ReadOnlySpan<float> logits, int wanted)
    {
        float max = float.NegativeInfinity;
        foreach (float z in logits) max = Math.Max(max, z);
        double sum = 0;
        foreach (float z in logits) sum += Math.Exp(z - max);
        return max + Math.Log(sum) - logits[wanted];
    }
}

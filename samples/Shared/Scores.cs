namespace Samples.Shared;

/// <summary>From logits to what they are worth.</summary>
public static class Scores
{
    /// <summary>The first largest.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }
        return best;
    }

    /// <summary>−ln softmax(logits)[wanted] = m + ln Σ e^(z − m) − z[wanted], with m the largest z.</summary>
    public static double CrossEntropy(ReadOnlySpan<float> logits, int wanted)
    {
        float max = logits[ArgMax(logits)];
        double sum = 0;
        foreach (float z in logits) sum += Math.Exp(z - max);
        return max + Math.Log(sum) - logits[wanted];
    }

    /// <summary>√ of the mean of (y − t)².</summary>
    public static double RootMeanSquare(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++) sum += (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
        return Math.Sqrt(sum / targets.Length);
    }
}

namespace RnnGen;

/// <summary>Logarithms of probabilities, in double.</summary>
internal static class LogSoftmax
{
    /// <summary>ln Σ e^z, so that ln softmax(z)_j = z_j − ln Σ e^z. With m = max z no term overflows.</summary>
    public static double LogSum(ReadOnlySpan<float> z)
    {
        double max = z[Largest(z)], sum = 0;
        foreach (float value in z) sum += Math.Exp(value - max);
        return max + Math.Log(sum);
    }

    /// <summary>The index of the largest value, the first of equal ones.</summary>
    public static int Largest(ReadOnlySpan<float> z)
    {
        int largest = 0;
        for (int i = 1; i < z.Length; i++)
        {
            if (z[i] > z[largest]) largest = i;
        }
        return largest;
    }
}

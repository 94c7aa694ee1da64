namespace RnnGen;

/// <summary>One output vector of a bidirectional layer from its two directions' a (forward) and b (backward).</summary>
internal static class DirectionMerge
{
    /// <summary>[a, b], a + b, (a + b)/2 or a∘b.</summary>
    public static double[] Forward(Merge merge, double[] a, double[] b) => merge switch
    {
        Merge.Concat => [.. a, .. b],
        Merge.Sum => a.Zip(b, (p, q) => p + q).ToArray(),
        Merge.Mean => a.Zip(b, (p, q) => (p + q) / 2).ToArray(),
        Merge.Product => a.Zip(b, (p, q) => p * q).ToArray(),
        _ => throw new NotSupportedException($"Merge.{merge} is unknown."),
    };

    /// <summary>da and db from the gradient of the merged vector.</summary>
    public static (double[] Da, double[] Db) Backward(Merge merge, double[] dy, double[] a, double[] b) => merge switch
    {
        Merge.Concat => (dy[..a.Length], dy[a.Length..]),
        Merge.Sum => (dy, dy),
        Merge.Mean => (dy.Select(d => d / 2).ToArray(), dy.Select(d => d / 2).ToArray()),
        Merge.Product => (dy.Zip(b, (d, q) => d * q).ToArray(), dy.Zip(a, (d, p) => d * p).ToArray()),
        _ => throw new NotSupportedException($"Merge.{merge} is unknown."),
    };
}

namespace RnnGen;

/// <summary>A line of a chart: points from left to right. A point that is not finite, or on a logarithmic axis not positive, is left out, and the line with it.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where its points are.</param>
/// <param name="Y">As many values.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Points at 0, 1, 2, …</summary>
    public ChartSeries(string name, IReadOnlyList<double> y) : this(name, [.. Enumerable.Range(0, y.Count).Select(i => (double)i)], y) { }
}

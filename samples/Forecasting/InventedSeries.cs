namespace Forecasting;

/// <summary>Series that nobody measured, for when there are no real ones.</summary>
internal static class InventedSeries
{
    /// <summary>Spots that come and go in about 130 months, never below 0; and days of nine years, warmer after a warm day.</summary>
    public static TimeSeries[] All() =>
    [
        new("invented spots", Spots(1500), 300) { AreCounts = true, Order = 24 },
        new("invented temperatures", Temperatures(9 * 365), 365) { Period = 365.25, Order = 30 },
    ];

    private static double[] Spots(int count)
    {
        var random = new Random(1);
        double phase = 0, deviation = 0;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            phase += 2 * Math.PI / 130 * (1 + 0.5 * Normal(random));
            deviation = 0.8 * deviation + 0.8 * Normal(random);
            double root = 7 + 4 * Math.Sin(phase) + deviation;
            return Math.Round(Math.Max(root, 0) * Math.Max(root, 0), 1);
        })];
    }

    private static double[] Temperatures(int count)
    {
        var random = new Random(2);
        double deviation = 0;
        return [.. Enumerable.Range(0, count).Select(day =>
        {
            deviation = 0.6 * deviation + 2.3 * Normal(random);
            return Math.Round(11 + 4 * Math.Cos(2 * Math.PI * day / 365.25) + deviation, 1);
        })];
    }

    /// <summary>About normal, mean 0 and variance 1: the sum of twelve uniform numbers less 6.</summary>
    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}

using System.Globalization;
using Samples.Shared;

namespace Forecasting;

/// <summary>Values at equal distances in time, to be forecast one step ahead.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Values">From the first to the last.</param>
/// <param name="TestLength">The last so many are test.</param>
internal sealed record TimeSeries(string Name, double[] Values, int TestLength)
{
    /// <summary>Values of a cycle that is known beforehand, such as a year; 0 if there is none.</summary>
    public double Period { get; init; }

    /// <summary>Whether they are counts, which spread the more the larger they are.</summary>
    public bool AreCounts { get; init; }

    /// <summary>The order of the autoregression that the network is compared with.</summary>
    public required int Order { get; init; }

    /// <summary>Values that are not test.</summary>
    public ReadOnlySpan<double> NotTest => Values.AsSpan(0, Values.Length - TestLength);

    /// <summary>Values that are test.</summary>
    public ReadOnlySpan<double> Test => Values.AsSpan(Values.Length - TestLength);

    /// <summary>The values that decide on stopping are as many as a sixth of those that are not test, the last of them.</summary>
    public int StoppingLength => NotTest.Length / 6;

    /// <summary>The series without its test part: what decides on stopping takes its place. For choosing settings.</summary>
    public TimeSeries WithoutTest => this with { Values = NotTest.ToArray(), TestLength = StoppingLength };

    /// <summary>Monthly sunspots 1749–1983, the last fifth of them test; minimum temperatures in Melbourne 1981–1990, the last 365 days test.</summary>
    public static TimeSeries[] Read(string data)
    {
        double[] sunspots = ReadFile(data, "monthly-sunspots.csv");
        return
        [
            new("sunspots", sunspots, sunspots.Length - sunspots.Length * 4 / 5) { AreCounts = true, Order = 24 },
            new("minimum temperatures", ReadFile(data, "daily-min-temperatures.csv"), 365) { Period = 365.25, Order = 30 },
        ];
    }

    /// <summary>The errors of forecasts of the test part, each from all values before: √ of the mean square.</summary>
    public double Error(Func<int, double> forecast)
    {
        int first = NotTest.Length;
        return Scores.RootMeanSquare([.. Enumerable.Range(first, TestLength).Select(forecast)], Test);
    }

    private static double[] ReadFile(string data, string file) => [.. DataFolder.Lines(DataFolder.Of(data, "timeseries_small"), file)
        .Skip(1).Where(line => line.Length > 0).Select((line, i) =>
            double.TryParse(line[(line.IndexOf(',') + 1)..], CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new InvalidDataException($"{file}, line {i + 2}: expected a date, a comma and a number, found '{line}'."))];
}

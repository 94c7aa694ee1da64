using System.Globalization;

namespace RnnGen.Benchmarks.Timing;

/// <summary>The results as text.</summary>
public static class RatioTable
{
    private const int NameWidth = 24;

    /// <summary>The columns' names.</summary>
    public static void WriteHead(TextWriter output)
    {
        output.WriteLine($"{"",-NameWidth}{"",-NameWidth}{"min ns/step",14}{"median ns/step",16}{"× plain loop",14}{"bytes/call",12}");
    }

    /// <summary>One race.</summary>
    public static void Write(TextWriter output, Race race, IReadOnlyList<RaceResult> results)
    {
        string name = race.Name;
        foreach (RaceResult result in results)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-NameWidth}{result.Name,-NameWidth}{result.Minimum,14:F1}{result.Median,16:F1}{result.Ratio,14:F2}{result.AllocatedBytes,12:F0}"));
            name = "";
        }
    }
}

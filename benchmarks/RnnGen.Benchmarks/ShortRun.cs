using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Suites;
using RnnGen.Benchmarks.Timing;

namespace RnnGen.Benchmarks;

/// <summary>All races in less than two minutes, as one table of ratios.</summary>
internal static class ShortRun
{
    /// <summary>Returns the exit code: 1 where contestants do not compute the same.</summary>
    public static int Run(TextWriter output, TextWriter errors)
    {
        string[] problems = [.. CellShape.All.SelectMany(Agreement.Problems)];
        if (problems.Length > 0)
        {
            errors.WriteLine("The contestants do not compute the same; nothing was timed.");
            foreach (string problem in problems) errors.WriteLine(problem);
            return 1;
        }

        long begin = Stopwatch.GetTimestamp();
        MachineReport.Write(output);
        RatioTable.WriteHead(output);
        Func<CellShape, Race>[] suites = [InferenceSuite.StepsOf, InferenceSuite.SequencesOf, TrainingSuite.Of];
        foreach (Race race in suites.SelectMany(CellShape.All.Select))
        {
            RatioTable.Write(output, race, RaceTimer.Time(race));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s"));
        return 0;
    }
}

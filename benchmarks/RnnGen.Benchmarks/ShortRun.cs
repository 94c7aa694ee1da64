using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        output.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, "
            + $"{(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors, one thread");
        RatioTable.WriteHead(output);
        foreach (Race race in CellShape.All.Select(StepSuite.Of).Concat(CellShape.All.Select(TrainingSuite.Of)))
        {
            RatioTable.Write(output, race, RaceTimer.Time(race));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s"));
        return 0;
    }
}

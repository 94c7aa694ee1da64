using System.Diagnostics;
using System.Globalization;
using RnnGen.Benchmarks.Cells;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Cycles a step with 256-bit vectors: AVX-512 is switched off before a process starts, so it takes one of its own.</summary>
/// <param name="Shape">The cell.</param>
/// <param name="Nanoseconds">A step.</param>
/// <param name="GigaHertz">The clock.</param>
internal sealed record NarrowRow(CellShape Shape, double Nanoseconds, double GigaHertz)
{
    /// <summary>Cycles a step.</summary>
    public double Cycles => Nanoseconds * GigaHertz;

    /// <summary>Cycles a step should take at most; NaN where nothing is set.</summary>
    public double Target => (Shape.Inputs, Shape.Hidden) switch { (1, 32) => 500, (16, 32) => 620, _ => double.NaN };
}

/// <summary>The two ends of that process.</summary>
internal static class NarrowRun
{
    /// <summary>The argument that stands for <see cref="Child"/>.</summary>
    public const string Argument = "--narrow";

    private static readonly CellShape[] s_shapes = [new(CellKind.Lstm, 1, 16), new(CellKind.Lstm, 1, 32), new(CellKind.Lstm, 16, 32)];

    /// <summary>Starts this program again without AVX-512 and reads what it prints.</summary>
    public static IReadOnlyList<NarrowRow> Measure(bool isQuick)
    {
        string program = Environment.ProcessPath!;
        // Started as "dotnet RnnGen.Benchmarks.dll", the process is dotnet.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(NarrowRun).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. library, "peers", Argument, .. isQuick ? ["--quick"] : Array.Empty<string>()]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableAVX512"] = "0";
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return [.. s_shapes.Zip(lines, (shape, line) =>
        {
            double[] numbers = [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            return new NarrowRow(shape, numbers[0], numbers[1]);
        })];
    }

    /// <summary>Prints nanoseconds a step and the clock, a line for each shape.</summary>
    public static void Child(TextWriter output, RoundPlan plan)
    {
        var race = new PeerRace(plan, Console.Error.WriteLine) { Workloads = [Workload.SingleSteps] };
        using var own = new OwnContestant(OwnContestant.Us, OwnModels.Create);
        own.WarmUp(s_shapes);
        foreach (CellShape shape in s_shapes)
        {
            PeerRow row = race.Run(new(shape, 0), [own]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Time(Workload.SingleSteps, own.Name):R} {row.GigaHertz:R}"));
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Generated models against ONNX Runtime, oneDNN, PyTorch and plain C++, in one run.</summary>
internal static class PeerStudy
{
    /// <summary>Runs what <paramref name="words"/> ask for; returns the exit code: 2 where they are not understood.</summary>
    public static int Run(ReadOnlySpan<string> words, TextWriter output, TextWriter errors)
    {
        bool isChild = words is [NarrowRun.Argument, ..];
        (PeerOptions? options, string? problem) = PeerOptions.Parse(isChild ? words[1..] : words);
        if (options is null)
        {
            errors.WriteLine(problem);
            return 2;
        }
        if (isChild) NarrowRun.Child(output, options.Plan);
        else Write(Measure(options.Plan, errors), options, output);
        return 0;
    }

    private static PeerReport Measure(RoundPlan plan, TextWriter errors)
    {
        long begin = Stopwatch.GetTimestamp();
        var problems = new List<string>();
        void Problem(string problem)
        {
            if (problems.Contains(problem)) return;
            problems.Add(problem);
            errors.WriteLine(problem);
        }

        var own = new OwnContestant(OwnContestant.Us, OwnModels.Create);
        errors.WriteLine("compiling");
        own.WarmUp(PeerTarget.All.Select(target => target.Shape));
        // Another of our own (coarser weights or functions, say) is one more line here; it gets its column.
        List<(IContestant Contestant, string Version)> ours = [(own, OwnVersion())];
        List<(IContestant Contestant, string Version)> contestants = [.. ours, .. StartPeers(Problem)];
        try
        {
            var race = new PeerRace(plan, Problem);
            var rows = new List<PeerRow>();
            foreach (PeerTarget target in PeerTarget.All)
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begin).TotalSeconds,4:F0} s: {target.Shape}"));
                rows.Add(race.Run(target, [.. contestants.Select(pair => pair.Contestant)]));
            }
            errors.WriteLine("two directions, two layers, 256-bit vectors");
            return new(
                Surroundings.Describe(), MachineLimits.Measure(),
                [.. contestants.Select((pair, i) => new Entrant(pair.Contestant.Name, pair.Version, i < ours.Count))], problems, rows,
                [.. StackRow.Measure(plan)], Vector512.IsHardwareAccelerated ? NarrowRun.Measure(plan == RoundPlan.Quick) : []);
        }
        finally
        {
            foreach ((IContestant contestant, _) in contestants) contestant.Dispose();
        }
    }

    /// <summary>Those that are there; the others are problems.</summary>
    private static List<(IContestant, string)> StartPeers(Action<string> problem)
    {
        List<(IContestant, string)> peers = [];
        PeerFolder folder = PeerFolder.Find();
        foreach (PeerProgram program in PeerProgram.All(folder, PeerTarget.All.Select(target => (target.Shape.Inputs, target.Shape.Hidden))))
        {
            try
            {
                PeerProcess peer = program.Start(folder);
                peers.Add((peer, peer.Version));
            }
            catch (PeerException exception)
            {
                problem($"{program.Name}: {exception.Message}");
            }
        }
        return peers;
    }

    private static string OwnVersion() =>
        $"{RuntimeInformation.FrameworkDescription}, {(Vector512.IsHardwareAccelerated ? "512-bit" : Vector256.IsHardwareAccelerated ? "256-bit" : "128-bit")} vectors, through Step and Forward";

    private static void Write(PeerReport report, PeerOptions options, TextWriter output)
    {
        PeerTables.Write(output, report);
        if (options.Markdown is not null)
        {
            var text = new StringWriter();
            PeerTables.Write(text, report);
            string? before = File.Exists(options.Markdown) ? File.ReadAllText(options.Markdown) : null;
            File.WriteAllText(options.Markdown, GeneratedPart.Replace(before, text.ToString()));
        }
        if (options.Svg is not null) File.WriteAllText(options.Svg, PeerChart.ToSvg(report));
    }
}

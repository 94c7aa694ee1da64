extern alias generator;

using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Peers;
using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;

namespace RnnGen.Benchmarks.Choices;

/// <summary>How far the plan's choices are from the best that could be chosen. <c>docs/performance.md</c> has its outcome.</summary>
internal static class ChoicesStudy
{
    private const int Steps = 64, Rounds = 6;
    private const string Compilation = "DOTNET_TieredCompilation";

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(12);

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output, TextWriter errors)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            errors.WriteLine("The study is about 512-bit vectors; this machine has none, or they are switched off.");
            return 2;
        }
        return Environment.GetEnvironmentVariable(Compilation) == "0" ? Measure(output, errors) : Restart();
    }

    /// <summary>Starts this program again so that every method is compiled in full at its first call.</summary>
    private static int Restart()
    {
        string program = Environment.ProcessPath!;
        // Started as "dotnet RnnGen.Benchmarks.dll", the process is dotnet.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ChoicesStudy).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. library, "choices"]);
        start.Environment[Compilation] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int Measure(TextWriter output, TextWriter errors)
    {
        long begin = Stopwatch.GetTimestamp();
        MachineReport.Write(output);
        IReadOnlyList<ChoiceCase> cases = ChoiceCase.All;
        IReadOnlyList<Candidate>[] candidates = [.. cases.Select(one => one.Candidates())];
        Dictionary<(int Case, Candidate), IOwnModel> models = Compile(cases, candidates);
        Say($"compiled {models.Count} candidates");
        var table = new MarkdownTable("", "chosen", "cycles", "predicted", "best other choice", "cycles", "chosen / other");
        var ratios = new List<double>();
        for (int i = 0; i < cases.Count; i++)
        {
            double[] cycles = Times(cases[i], [.. candidates[i].Select(candidate => models[(i, candidate)])]);
            int other = 1;
            for (int k = 2; k < cycles.Length; k++) other = cycles[k] < cycles[other] ? k : other;
            ratios.Add(cycles[0] / cycles.Min());
            Candidate chosen = candidates[i][0];
            Say($"{cases[i].Title}: {string.Join("; ", candidates[i].Zip(cycles, (candidate, time) => $"{candidate.Choice} {Number(time)}"))}");
            table.Add(cases[i].Title + (cases[i].IsStep ? "" : $", {Steps} steps"), chosen.Choice, Number(cycles[0]), Number(chosen.Predicted),
                candidates[i][other].Choice, Number(cycles[other]), (cycles[0] / cycles[other]).ToString("F2", CultureInfo.InvariantCulture));
        }
        output.WriteLine();
        table.Write(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Above the best choice: {ratios.Average() - 1:P1} on average, {ratios.Max() - 1:P1} at most; {ratios.Count(ratio => ratio > 1.05)} of {ratios.Count} by more than 5 %."));
        Say("done");
        return 0;

        void Say(string what) => errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s: {what}"));
    }

    /// <summary>One compilation for each cost model, of the networks for which it chooses what none before it did.</summary>
    private static Dictionary<(int Case, Candidate), IOwnModel> Compile(IReadOnlyList<ChoiceCase> cases, IReadOnlyList<Candidate>[] candidates)
    {
        var models = new Dictionary<(int Case, Candidate), IOwnModel>();
        foreach (var alike in cases.SelectMany((_, i) => candidates[i].Select(candidate => (Case: i, Candidate: candidate))).GroupBy(pair => pair.Candidate.Costs))
        {
            (int Case, Candidate Candidate)[] all = [.. alike];
            Func<int, IOwnModel> create = CandidateCompiler.Compile([.. all.Select(pair => cases[pair.Case].Spec)], alike.Key, Steps);
            for (int k = 0; k < all.Length; k++) models.Add(all[k], create(k));
        }
        return models;
    }

    /// <summary>Cycles a step of each model: the fastest short batch at the best of four places of the stack, by turns.</summary>
    private static double[] Times(ChoiceCase one, IReadOnlyList<IOwnModel> models)
    {
        int inputs = one.Spec.Layers.OfType<Planned.InputSpec>().Single().Size;
        float[] x = CellWeights.Fill(new float[Steps * inputs], new Random(2), 1);
        RunForm form = one.IsStep ? RunForm.Step : RunForm.Sequence;
        double[] least = [.. models.Select(_ => double.PositiveInfinity)];
        double clock = 0;
        for (int round = 0; round < Rounds; round++)
        {
            clock = Math.Max(clock, CpuClock.GigaHertz());
            for (int i = 0; i < least.Length; i++) least[i] = Math.Min(least[i], StackPhase.Fastest(() => models[i].Repeat(form, x), s_turn) / Steps);
        }
        return [.. least.Select(time => time * clock)];
    }

    private static string Number(double cycles) => double.IsNaN(cycles) ? "" : cycles.ToString("N0", CultureInfo.InvariantCulture);
}

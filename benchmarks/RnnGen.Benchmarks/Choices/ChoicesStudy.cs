extern alias generator;

using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Peers;
using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;

namespace RnnGen.Benchmarks.Choices;

/// <summary>How far the plan's choices are from the best that could be chosen. <c>docs/performance.md</c> has its outcome.</summary>
internal static class ChoicesStudy
{
    private const int Steps = 64, Rounds = 6;

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(12);

    /// <summary>Prints the table; returns the exit code.</summary>
    public static int Run(TextWriter output, TextWriter errors)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            errors.WriteLine("The study is about 512-bit vectors; this machine has none, or they are switched off.");
            return 2;
        }
        return CompiledInFull.Run("choices", () => Measure(output, errors));
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
            table.Add(cases[i].Title + Suffix(cases[i].Form), chosen.Choice, Number(cycles[0]), Number(chosen.Predicted),
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
            Func<int, IOwnModel> create = CandidateCompiler.Compile([.. all.Select(pair => (cases[pair.Case].Spec, cases[pair.Case].Form))], alike.Key, Steps);
            for (int k = 0; k < all.Length; k++) models.Add(all[k], create(k));
        }
        return models;
    }

    /// <summary>Cycles a step, and a stream, of each model.</summary>
    private static double[] Times(ChoiceCase one, IReadOnlyList<IOwnModel> models)
    {
        int inputs = one.Spec.Layers.OfType<Planned.InputSpec>().Single().Size;
        float[] x = CellWeights.Fill(new float[Steps * inputs], new Random(2), 1);
        RunForm form = one.Form == ChoiceForm.Step ? RunForm.Step : RunForm.Sequence;
        (double[] nanoseconds, double clock) = Turns.Least([.. models.Select(model => (Action)(() => model.Repeat(form, x)))], Rounds, s_turn);
        return [.. nanoseconds.Select(time => time / Steps * clock)];
    }

    private static string Suffix(ChoiceForm form) => form switch
    {
        ChoiceForm.Sequence => $", {Steps} steps",
        ChoiceForm.Streams => $", {Steps} streams",
        _ => "",
    };

    private static string Number(double cycles) => double.IsNaN(cycles) ? "" : cycles.ToString("N0", CultureInfo.InvariantCulture);
}

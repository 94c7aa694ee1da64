using System.Globalization;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>A report as Markdown.</summary>
internal static class PeerTables
{
    private const string Unknown = "";

    /// <summary>What was measured on, the tables, and what each column means.</summary>
    public static void Write(TextWriter output, PeerReport report)
    {
        Header(output, report);
        Steps(output, report);
        foreach (Workload workload in report.Rows.SelectMany(row => row.Times.Keys).Where(workload => workload.Form == RunForm.Sequence).Distinct())
        {
            Sequences(output, report, workload);
        }
        Stacks(output, report.Stacks);
        Narrow(output, report.Narrow);
        Errors(output, report);
    }

    private static void Header(TextWriter output, PeerReport report)
    {
        MachineLimits machine = report.Machine;
        Paragraph(output, $"{report.Surroundings}; {machine.GigaHertz:F2} GHz, at most {machine.MultiplyAddsPerNanosecond:F1} MAC/ns; {machine.Caches.L1 >> 10} KB L1, {machine.Caches.L2 >> 10} KB L2; {machine.L2BytesPerCycle:F0} bytes a cycle from L2, {machine.BeyondBytesPerCycle:F0} from behind it; from in to out σ takes {machine.Latencies.Sigmoid:F0} cycles, tanh {machine.Latencies.Tanh:F0}, from a stored h to its load {machine.Latencies.StoreToLoad:F0}. float32, one stream, one thread.");
        foreach (Entrant entrant in report.Entrants) output.Write($"- {entrant.Name}: {entrant.Version}\n");
        foreach (string problem in report.Problems) output.Write($"- **{problem}**\n");
        output.Write('\n');
    }

    private static void Steps(TextWriter output, PeerReport report)
    {
        Paragraph(output, $"One call for each step. Limit: cycles by counting, and what is counted. In a row: what waits for another result, counted. Why above: which of these counts is above the target. For each peer ns, and in brackets its time by ours.");
        var table = new MarkdownTable(["cell", "ns", "cycles", "target", "limit", "in a row", "why above", "MAC/ns", "of ceiling", .. report.Others]);
        foreach (PeerRow row in report.Rows)
        {
            double time = row.Time(Workload.SingleSteps, OwnContestant.Us), rate = MultiplyAdds(row.Shape) / time, cycles = time * row.GigaHertz;
            StepLimit limit = StepLimit.Of(row.Shape, report.Machine);
            table.Add([
                row.Shape.ToString(), Number(time), Number(cycles), Number(row.Target.Cycles), $"{Number(limit.Cycles)} {limit.Reason}",
                Number(limit.RowCycles), cycles <= row.Target.Cycles ? Unknown : limit.WhyAbove(row.Target.Cycles) ?? "not counted",
                Format($"{rate:F1}"), Format($"{100 * rate / report.Machine.MultiplyAddsPerNanosecond:F0} %"),
                .. report.Others.Select(peer => Compared(row.Time(Workload.SingleSteps, peer), time))]);
        }
        table.Write(output);
        int met = report.Rows.Count(row => row.Time(Workload.SingleSteps, OwnContestant.Us) * row.GigaHertz <= row.Target.Cycles);
        int fastest = report.Rows.Count(row => report.Peers.All(peer => !(row.Time(Workload.SingleSteps, peer) <= row.Time(Workload.SingleSteps, OwnContestant.Us))));
        Paragraph(output, $"Within the target: {met} of {report.Rows.Count}. Faster than every peer of this run: {fastest} of {report.Rows.Count}.");
    }

    private static void Sequences(TextWriter output, PeerReport report, Workload workload)
    {
        Paragraph(output, $"A sequence of {workload.Steps} steps in one call, ns a step. Best library: the better of {string.Join(" and ", PeerReport.Libraries)}, by ours.");
        var table = new MarkdownTable(["cell", "ns", "cycles", .. report.Others, "best library", "target"]);
        foreach (PeerRow row in report.Rows)
        {
            double time = row.Time(workload, OwnContestant.Us);
            double[] libraries = [.. PeerReport.Libraries.Select(library => row.Time(workload, library)).Where(double.IsFinite)];
            string best = libraries.Length > 0 ? Format($"{libraries.Min() / time:F2} ×") : Unknown;
            table.Add([
                row.Shape.ToString(), Number(time), Number(time * row.GigaHertz),
                .. report.Others.Select(peer => Compared(row.Time(workload, peer), time)), best, Format($"{row.Target.SequenceRatio:F1} ×")]);
        }
        table.Write(output);
    }

    private static void Stacks(TextWriter output, IReadOnlyList<StackRow> rows)
    {
        if (rows.Count == 0) return;
        Paragraph(output, $"A second direction and a second layer: our LSTM over {RoundPlan.ShortSteps} steps, as many inputs as units, by one layer in one direction.");
        var table = new MarkdownTable("hidden", "one, ns a step", "bidirectional", "target", "two layers", "target");
        foreach (StackRow row in rows)
        {
            table.Add(
                Number(row.Hidden), Number(row.OneLayer), Format($"{row.BothDirections / row.OneLayer:F2} ×"), Ratio(row.DirectionsTarget),
                Format($"{row.TwoLayers / row.OneLayer:F2} ×"), Ratio(row.LayersTarget));
        }
        table.Write(output);
    }

    private static void Narrow(TextWriter output, IReadOnlyList<NarrowRow> rows)
    {
        if (rows.Count == 0) return;
        Paragraph(output, $"One call for each step with 256-bit vectors (DOTNET_EnableAVX512=0).");
        var table = new MarkdownTable("cell", "ns", "cycles", "target");
        foreach (NarrowRow row in rows) table.Add(row.Shape.ToString(), Number(row.Nanoseconds), Number(row.Cycles), Number(row.Target));
        table.Write(output);
    }

    private static void Errors(TextWriter output, PeerReport report)
    {
        Paragraph(output, $"The largest error against double, single steps and a whole sequence, weights in ±1/√H and inputs in ±1.");
        var table = new MarkdownTable(["cell", .. report.Entrants.Select(entrant => entrant.Name)]);
        foreach (PeerRow row in report.Rows)
        {
            table.Add([row.Shape.ToString(), .. report.Entrants.Select(entrant =>
                row.Errors.TryGetValue(entrant.Name, out double error) ? error.ToString("0.0e-0", CultureInfo.InvariantCulture) : Unknown)]);
        }
        table.Write(output);
    }

    /// <summary>Products with weights in a step.</summary>
    private static double MultiplyAdds(CellShape shape) => (double)shape.Gates * shape.Hidden * (shape.Inputs + shape.Hidden);

    private static string Compared(double peer, double own) => double.IsFinite(peer) ? $"{Number(peer)} ({(peer / own).ToString(peer < 9.95 * own ? "F2" : "F0", CultureInfo.InvariantCulture)} ×)" : Unknown;

    private static string Ratio(double value) => double.IsFinite(value) ? Format($"{value:F1} ×") : Unknown;

    private static string Number(double value) =>
        !double.IsFinite(value) ? Unknown : value.ToString(value == Math.Truncate(value) || value >= 99.95 ? "N0" : "F1", CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Paragraph(TextWriter output, FormattableString text) => output.Write(Format(text) + "\n\n");
}

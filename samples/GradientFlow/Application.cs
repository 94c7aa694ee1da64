using System.Globalization;
using RnnGen;

namespace FlowSample;

/// <summary>Runs both studies, prints their tables and writes their charts.</summary>
internal sealed class Application(TextWriter output)
{
    /// <summary>Everything; the files go into <paramref name="folder"/>.</summary>
    public void Run(string folder, int steps, int updates, int seed)
    {
        Directory.CreateDirectory(folder);
        string flowFile = Path.Combine(folder, "flow.svg"), clippingFile = Path.Combine(folder, "clipping.svg");

        Line($"Task: say after {steps} steps which of {FirstSymbol.Symbols} symbols came first. 32 units, seed {seed}.");
        Line($"");
        Line($"{"cell",-6}{"weights",-22}{"spectral radii",-34}{"‖dL/dh‖ first",14}{"last",10}{"first/last",12}");
        FlowResult[] results = FlowStudy.Run(steps, seed);
        foreach (FlowResult result in results)
        {
            Line($"{result.Cell,-6}{result.Weights,-22}{result.Radii,-34}{result.Norms[0],14:E1}{result.Norms[^1],10:E1}{result.Share,12:E1}");
        }
        LineChart.Save(flowFile, FlowStudy.Charts(results));

        // A quarter of the steps: what one simple layer can learn to remember, if its gradients let it.
        int fewer = Math.Max(2, steps / 4);
        Line($"");
        Line($"RNN trained on {fewer} steps, from spectral radius {ClippingStudy.Radius}; chance is a loss of {Math.Log(FirstSymbol.Symbols):F3}.");
        ClippingRun[] runs = ClippingStudy.Run(fewer, updates, seed, (run, entry) =>
        {
            if (entry.Step % Math.Max(1, updates / 5) == 0) Line($"  {run}, update {entry.Step}: loss {entry.Loss:F3}, gradient norm {entry.GradientNorm:E1}");
        });
        Line($"{"",-18}{"updates",8}{"largest norm",14}{"median norm",13}{"mean loss, last tenth",23}");
        foreach (ClippingRun run in runs)
        {
            HistoryEntry[] entries = [.. run.History.Entries];
            double[] norms = [.. entries.Select(entry => (double)entry.GradientNorm).Order()];
            double loss = entries.TakeLast(Math.Max(1, entries.Length / 10)).Average(entry => entry.Loss);
            Line($"{run.Name,-18}{entries.Length,8}{norms[^1],14:E1}{norms[norms.Length / 2],13:E1}{loss,23:F3}");
            if (run.Divergence is { } message) Line($"  stopped: {message}");
            run.History.SaveCsv(Path.Combine(folder, $"{run.Name.Replace(' ', '-')}.csv"));
        }
        LineChart.Save(clippingFile, ClippingStudy.Charts(runs));

        Line($"");
        Line($"Charts: {flowFile}");
        Line($"        {clippingFile}");
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

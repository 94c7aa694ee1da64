using System.Globalization;
using RnnGen.Formats;
using RnnGen.Tool.Inspecting;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>What is in a model's file.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Metadata">What it says about itself.</param>
/// <param name="Networks">Its networks.</param>
/// <param name="Outputs">The networks whose outputs are the model's; null where there is one.</param>
/// <param name="Verified">What was checked while it was read.</param>
/// <param name="Assumed">What it does not say.</param>
internal sealed record InspectReport(string File, ModelFormat Format, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<PartSummary> Networks,
    IReadOnlyList<string>? Outputs, IReadOnlyList<string> Verified, IReadOnlyList<string> Assumed) : IReport
{
    private static readonly string[] s_titles = ["layer", "kind", "gates", "reads", "gives", "parameters", "multiply-adds"];

    public bool IsRight => true;

    public void Print(IAnsiConsole console)
    {
        console.Plain($"{File}: {Format}");
        foreach ((string key, string value) in Metadata) console.Plain($"  {key}: {value}");
        foreach (PartSummary network in Networks) Print(console, network);
        if (Outputs is not null) console.Plain($"The model's output is that of {string.Join(", ", Outputs)}.");
        console.Sentences("Verified", Verified);
        console.Sentences("Assumed", Assumed);
    }

    private static void Print(IAnsiConsole console, PartSummary network)
    {
        console.WriteLine();
        if (network.Name is { } name) console.Plain($"{name}, which reads {string.Join(", ", network.Reads ?? ["the input"])}:");
        console.Plain(network.Declaration);
        console.Rows(s_titles, 3, network.Layers.Select(layer => new[]
        {
            layer.Name, layer.Kind, layer.Gates ?? "", ReportText.Number(layer.Reads), ReportText.Number(layer.Gives), ReportText.Number(layer.Parameters), ReportText.Number(layer.MultiplyAdds),
        }));
        console.Plain($"{ReportText.Number(network.Parameters)} parameters, {ReportText.Number(network.MultiplyAdds)} multiply-adds a step, {ReportText.Number(network.StateBytes)} bytes of state.");
        console.Plain(Time(network));
    }

    private static string Time(PartSummary network)
    {
        string estimated = network.EstimatedNanoseconds is { } counted
            ? string.Create(CultureInfo.InvariantCulture, $"A step takes about {counted:N0} ns on a Zen 4 with AVX-512 at {StepEstimate.Gigahertz} GHz, by counting.")
            : "No estimate: its cells are none of those that the model of costs was fitted to (plain RNN, LSTM, GRU).";
        return network.MeasuredNanoseconds is { } here
            ? estimated + string.Create(CultureInfo.InvariantCulture, $" Measured here: {here:N0} ns a step of a sequence.")
            : estimated;
    }
}

using RnnGen.Formats;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>What was written for another tool.</summary>
/// <param name="From">Where the model is from.</param>
/// <param name="File">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Declarations">Of each network.</param>
/// <param name="Assumed">What the source did not say.</param>
internal sealed record WriteReport(string From, string File, ModelFormat Format, long Bytes, IReadOnlyList<string> Declarations, IReadOnlyList<string> Assumed) : IReport
{
    public bool IsRight => true;

    public void Print(IAnsiConsole console)
    {
        foreach (string declaration in Declarations) console.Plain(declaration);
        console.Sentences("Assumed", Assumed);
        console.Sentences("Verified", ["Read back, it holds the same parameters, bit for bit."]);
        console.Sentences("Written", [$"{File} ({Format}, {ReportText.Number(Bytes)} bytes)"]);
    }
}

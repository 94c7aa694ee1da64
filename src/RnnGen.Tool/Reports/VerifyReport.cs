using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>How a class and its parameters were checked.</summary>
internal sealed record VerifyReport(string Class, string Declaration, string Weights, ModelFormat Format,
    IReadOnlyList<Comparison> Comparisons, IReadOnlyList<string> Verified, IReadOnlyList<string> Assumed) : IReport
{
    public bool IsRight => Comparisons.All(comparison => comparison.IsRight);

    public void Print(IAnsiConsole console)
    {
        console.Plain($"{Class}: {Declaration}");
        console.Plain($"{Weights} ({Format}) is loaded: every tensor once.");
        console.Sentences("Verified", Verified);
        console.Sentences("Assumed", Assumed);
        console.Comparisons(Comparisons);
    }
}

using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>A class that was made of a network.</summary>
/// <param name="Name">With its namespace.</param>
/// <param name="Declaration">In canonical form.</param>
/// <param name="Code">The file with the declaration.</param>
/// <param name="Weights">The file with the parameters.</param>
/// <param name="Reads">Parts whose outputs it reads.</param>
/// <param name="Comparisons">How the compiled class was checked.</param>
internal sealed record ImportedClass(string Name, string Declaration, string Code, string Weights, IReadOnlyList<string>? Reads, IReadOnlyList<Comparison> Comparisons);

/// <summary>What was imported.</summary>
/// <param name="File">Where it is from.</param>
/// <param name="Format">The file's format.</param>
/// <param name="Classes">What it became.</param>
/// <param name="Verified">What was checked while it was read.</param>
/// <param name="Assumed">What it does not say.</param>
internal sealed record ImportReport(string File, ModelFormat Format, IReadOnlyList<ImportedClass> Classes, IReadOnlyList<string> Verified, IReadOnlyList<string> Assumed) : IReport
{
    public bool IsRight => Classes.All(item => item.Comparisons.All(comparison => comparison.IsRight));

    public void Print(IAnsiConsole console)
    {
        console.Plain($"{File}: {Format}");
        console.Sentences("Verified", Verified);
        console.Sentences("Assumed", Assumed);
        foreach (ImportedClass item in Classes)
        {
            console.WriteLine();
            console.Plain($"{item.Name}: {item.Declaration}");
            if (item.Reads is { } reads) console.Sentences("Reads", [string.Join(", ", reads)]);
            console.Comparisons(item.Comparisons);
            if (IsRight) console.Sentences("Written", [item.Code, item.Weights]);
        }
        if (!IsRight) console.Plain("Nothing was written.");
    }
}

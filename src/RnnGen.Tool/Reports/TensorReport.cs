using RnnGen.Formats;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>A tensor of a file.</summary>
internal sealed record TensorShape(string Name, IReadOnlyList<int> Shape);

/// <summary>A file of tensors whose network cannot be told.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Tensors">What is in it.</param>
/// <param name="Reason">Why it cannot be told.</param>
internal sealed record TensorReport(string File, ModelFormat Format, IReadOnlyList<TensorShape> Tensors, string Reason) : IReport
{
    public bool IsRight => true;

    public void Print(IAnsiConsole console)
    {
        console.Plain($"{File}: {Format}, {Tensors.Count} tensors");
        console.Rows(["tensor", "shape"], 1, Tensors.Select(tensor => new[] { tensor.Name, ReportText.Shape(tensor.Shape) }));
        console.Plain($"Which network it is cannot be told: {Reason}");
        console.Plain("--declaration says it.");
    }
}

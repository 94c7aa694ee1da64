using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>The sums that a step of a cell begins with.</summary>
/// <param name="Names">All of them.</param>
/// <param name="Sources">What they are summed from: x, then h.</param>
internal sealed record StepSums(IReadOnlyList<string> Names, IReadOnlyList<SumSource> Sources)
{
    /// <summary>How the kernel of one step computes them in a pass.</summary>
    public SumsChoice Choose(CellKernel kernel, Pass pass) => kernel.Costs.Choose(new SumsShape(Names.Count * pass.Pieces.Count,
        pass.Pieces[0].Lanes.Width, pass.Loops.Count > 0, RowsPerWord: 1, Sources.SelectMany(source => source.Parts.Select(part =>
            new RowRun(part.IsToken ? 0 : part.Width, kernel.Panel.Groups[source.Group].Gates * pass.Pieces.Count))).ToList()));
}

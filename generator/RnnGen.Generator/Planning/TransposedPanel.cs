using RnnGen.Generator.Emit;

namespace RnnGen.Generator.Planning;

/// <summary>
/// A matrix of a panel the other way round, for ds = Wᵀ·dz: with sources in the lanes that is a product like z = W·s, of many rows at
/// once. Made anew for each backward pass, which costs as much as one of its steps.
/// </summary>
/// <param name="Owner">The cell or layer whose weights they are.</param>
/// <param name="Kernel">Begins the names of its kernels.</param>
/// <param name="From">The panel.</param>
/// <param name="Group">The group of its rows.</param>
/// <param name="First">The first of the rows.</param>
/// <param name="Rows">The number of rows, which become units.</param>
internal sealed record TransposedPanel(string Owner, string Kernel, PanelLayout From, string Group, int First, int Rows)
{
    /// <summary>The group of rows where dz is multiplied; in front of it is a row of zeros, as a bias, from which sums start.</summary>
    public const string Values = "input";

    /// <summary>Floats of dz.</summary>
    public int Width { get; } = From.Groups[From.GroupIndex(Group)].Gates * From.PaddedUnits;

    /// <summary>How the weights lie: a tile is what the kernel of many rows takes at a time, so that it reads one stream (7 % of the whole backward pass at 256 units).</summary>
    public PanelLayout Layout { get; } = new(Rows, PassPlanner.VectorsOfRows, [new RowGroup("bias", 1, 1), new RowGroup(Values, From.Groups[From.GroupIndex(Group)].Gates * From.PaddedUnits, 1)]);

    private string Name => Text.Capital(Group) + (Rows == From.Groups[From.GroupIndex(Group)].Rows ? "" : Literal.Of(First));

    /// <summary>Its room on the tape.</summary>
    public string Buffer => Owner + Name + "T";

    /// <summary>What it holds.</summary>
    public string Meaning => $"{Owner}'s weights of {Group}";

    /// <summary>Begins the names of its kernels.</summary>
    public string KernelName => Kernel + Name;

    /// <summary>All that a backward pass multiplies with.</summary>
    public static IEnumerable<TransposedPanel> Of(NetworkPlan plan)
    {
        foreach (LayerPlan layer in plan.Layers)
        {
            if (layer is DensePlan dense)
            {
                foreach (TransposedPanel panel in OfInputs(layer, dense.Name, dense.Kernel.Name, dense.Kernel.Panel)) yield return panel;
            }
            if (layer is not RecurrentPlan recurrent) continue;
            foreach (CellPlan cell in recurrent.Cells)
            {
                CellKernel kernel = cell.Kernel;
                foreach (TransposedPanel panel in OfInputs(layer, cell.Name, kernel.Name, kernel.Panel)) yield return panel;
                if (Emit.Cells.CellEmitter.Of(kernel).HiddenGradient is not null) yield return Whole(cell.Name, kernel.Name, kernel.Panel, "hidden");
                if (kernel.ResetsBefore) yield return Whole(cell.Name, kernel.Name, kernel.Panel, "candidate");
                if (cell.Projector is { } projector) yield return Whole(projector.Name, projector.Kernel.Name, projector.Kernel.Panel, "input");
            }
            if (recurrent.Gate is { } gate) yield return Whole(gate.Name, gate.Kernel.Name, gate.Kernel.Panel, "input");
        }
    }

    /// <summary>A whole group.</summary>
    public static TransposedPanel Whole(string owner, string kernel, PanelLayout panel, string group) =>
        new(owner, kernel, panel, group, 0, panel.Groups[panel.GroupIndex(group)].Rows);

    /// <summary>The rows of one of a layer's inputs.</summary>
    public static TransposedPanel OfInput(InputPart part, string owner, string kernel, PanelLayout panel) =>
        new(owner, kernel, panel, "input", part.FirstRow, part.Width);

    private static IEnumerable<TransposedPanel> OfInputs(LayerPlan layer, string owner, string kernel, PanelLayout panel) =>
        layer.Feeds.Where(feed => !feed.Part.IsToken).Select(feed => OfInput(feed.Part, owner, kernel, panel));
}

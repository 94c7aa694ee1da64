using RnnGen.Generator.Emit;
using RnnGen.Generator.Emit.Cells;

namespace RnnGen.Generator.Planning;

/// <summary>What a sequence keeps: everything a backward pass reads, and the room that it writes.</summary>
internal static class TapePlanner
{
    public static IEnumerable<TapeBuffer> Plan(NetworkPlan plan)
    {
        foreach (SourcePlan source in plan.Sources.Where(source => source.IsEmbedding))
        {
            string field = Text.Capital(source.Name);
            yield return new TapeBuffer(field + "X", source.Part.Width, 0, "the tokens' vectors", false);
            yield return new TapeBuffer(field + "Dx", PanelLayout.Pad(source.Part.Width), 0, "their gradients", true);
        }
        if (plan.DropsRealInput) yield return new TapeBuffer("Source0X", plan.Topology.InputSize, 0, "the inputs behind their dropout", true);
        foreach (LayerPlan layer in plan.Layers)
        {
            bool once = plan.Head.Contains(layer);
            if (layer is DropoutPlan)
            {
                yield return Rows(layer.Field + "Y", layer.OutputStride, once, "m∘x, where there is a seed", true);
                continue;
            }
            if (layer is DensePlan { StaysOutside: true }) continue;
            if (layer is RecurrentPlan recurrent)
            {
                foreach (TapeBuffer buffer in recurrent.Cells.SelectMany(cell => PlanCell(cell, recurrent.IsMerged))) yield return buffer;
                if (recurrent.IsMerged) yield return Rows(layer.Field + "Y", layer.OutputStride, false, "the merged outputs", false);
                if (recurrent.HasBypass) yield return Rows(layer.Field + "S", layer.OutputStride, false, "y and what goes around the layer", false);
                if (recurrent.Gate is { } gate)
                {
                    yield return Rows(gate.Field + "Y", layer.OutputStride, false, "T, the highway's gate", false);
                    yield return Rows(gate.Field + "Dz", layer.OutputStride, false, "∂L/∂z of the gate", true);
                }
            }
            else yield return Rows(layer.Field + "Y", layer.OutputStride, once, "y", false);
            yield return Rows(layer.Field + "Dy", layer.OutputStride, once, "∂L/∂y from above", true);
        }
        if (plan.Topology.PoolAfter >= 0)
        {
            int width = PanelLayout.Pad(plan.Pooled.OutputWidth);
            yield return new TapeBuffer("Pooled", 0, width, "the pooled vector", false);
            if (plan.Head.Count > 0) yield return new TapeBuffer("DPooled", 0, width, "∂L/∂(pooled vector)", true);
        }
        if (RowSums(plan) is > 0 and int sums) yield return new TapeBuffer("RowSums", 0, sums, "sums of a step of several sequences", false);
        foreach (TransposedPanel panel in plan.Transposed)
        {
            yield return new TapeBuffer(Text.Capital(panel.Buffer), 0, 0, $"{panel.Meaning}, the other way round", true, panel.Layout.Length);
        }
        foreach (SourcePlan source in plan.Sources.Where(source => source.Token < 0 && source.Part.Width != PanelLayout.Pad(source.Part.Width)))
        {
            yield return new TapeBuffer(Text.Capital(source.Name) + "Dx", 0, 0, $"∂L/∂x of at most {Literal.Of(RowsOfInputGradients)} rows, with their padding", true,
                RowsOfInputGradients * PanelLayout.Pad(source.Part.Width));
        }
    }

    /// <summary>Rows whose input gradients are computed together where they need room for their padding first.</summary>
    public const int RowsOfInputGradients = 16;

    private static int RowSums(NetworkPlan plan) => plan.Layers.OfType<RecurrentPlan>().SelectMany(layer => layer.Cells)
        .Select(cell => CellEmitter.Of(cell.Kernel)).Where(emitter => emitter.SharesRows).Select(emitter => emitter.RowSumsLength).DefaultIfEmpty().Max();

    private static IEnumerable<TapeBuffer> PlanCell(CellPlan cell, bool isMerged)
    {
        int units = cell.Kernel.Units, outputs = cell.Kernel.Outputs;
        yield return new TapeBuffer(cell.Field + "H", outputs, outputs, "h, with the initial one", false);
        if (cell.Kernel.HasCell) yield return new TapeBuffer(cell.Field + "C", units, units, "c, with the initial one", false);
        bool needsRecord = cell.Kernel.NeedsScratch;
        if (cell.Kernel.RecordSlots > 0) yield return Rows(cell.Field + "Record", cell.Kernel.RecordLength, false, Record(cell.Kernel), !needsRecord);
        if (cell.Kernel.ResetsBefore)
        {
            yield return Rows(cell.Field + "Rh", units, false, "r∘h", false);
            yield return Rows(cell.Field + "Drh", units, true, "∂L/∂(r∘h) of one step", true);
        }
        if (cell.Dropout is not null)
        {
            yield return Rows(cell.Field + "Mask", outputs, true, "the sequence's mask m of h, where there is a seed", true);
            yield return Rows(cell.Field + "Hm", outputs, false, "m∘h, where there is a seed", true);
            if (cell.Kernel.Spec is GruSpec) yield return Rows(cell.Field + "Dhm", outputs, true, "∂L/∂(m∘h) of one step", true);
        }
        foreach ((string name, int gates) in CellEmitter.Of(cell.Kernel).Gradients)
        {
            bool holdsSums = cell.Kernel.SumsAhead && name == CellEmitter.Of(cell.Kernel).InputGradient;
            yield return Rows(cell.Field + Text.Capital(name), CellKernel.GradientStride(gates * units), false, holdsSums ? "W·x + b, later ∂L/∂z" : "∂L/∂z", !holdsSums);
        }
        if (cell.Kernel.Projects)
        {
            yield return Rows(cell.Field + "M", units, false, "o∘φ(c), which is projected", false);
            yield return Rows(cell.Field + "Dm", units, true, "∂L/∂m of one step", true);
            yield return Rows(cell.Field + "Dh", outputs, false, "∂L/∂h, from above and from the next step", true);
        }
        if (isMerged) yield return Rows(cell.Field + "Dy", outputs, false, "∂L/∂h from above", true);
    }

    private static string Record(CellKernel kernel) => kernel.IsNormalised ? "activated gates, normalised products and their 1/s" : "activated gates";

    private static TapeBuffer Rows(string name, int width, bool once, string meaning, bool isForBackward) =>
        new(name, once ? 0 : width, once ? width : 0, meaning, isForBackward);
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes ds = Wᵀ·dz of many rows: since z += W·s, each source's gradient is the dot product of its row of weights with dz. The weights
/// are turned round first, so that sources are in the lanes and a loaded weight serves several rows.
/// </summary>
internal static class TransposedProduct
{
    /// <summary>A call that turns the weights round.</summary>
    public static string Turn(KernelFile file, TransposedPanel panel, string p, string to)
    {
        string name = panel.KernelName + "Turned";
        file.AddPart(name, $"{Text.Capital(panel.Group)} weights with sources in the lanes; a row of zeros stands in front of each tile.", "ref float p, ref float to", w =>
        {
            PanelLayout layout = panel.Layout;
            int values = layout.GroupIndex(TransposedPanel.Values);
            foreach (Tile tile in layout.Tiles)
            {
                int sources = Math.Min(tile.Units, panel.Rows - tile.FirstUnit), origin = layout.GroupOffset(tile, values);
                TileRun.EmitAll(w, panel.From, panel.From.GroupIndex(panel.Group), (run, weights, units) =>
                {
                    string from = Lanes.At("p", Text.Sum(weights, Literal.Of((panel.First + tile.FirstUnit) * run.Length)));
                    string at = Lanes.At("to", Text.Sum(Times(units, tile.Units), Literal.Of(origin)));
                    w.Line($"RowProducts.Turn(ref {from}, {sources}, {run.Length}, {run.Length}, ref {at}, {tile.Units});");
                });
            }
        });
        return $"{name}(ref {p}, ref {to});";

        static string Times(string units, int factor) => int.TryParse(units, out int number) ? Literal.Of(number * factor) : $"({units}) * {Literal.Of(factor)}";
    }

    /// <summary>A call that computes the gradient of all sources, of many rows.</summary>
    /// <param name="file">Where the kernel goes.</param>
    /// <param name="panel">The weights.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="turned">The weights turned round.</param>
    /// <param name="dz">The first row's gradient of the sums, and floats from one row to the next.</param>
    /// <param name="ds">The same of what is computed; a row has room for its padding.</param>
    /// <param name="accumulate">Whether ds is added to rather than set.</param>
    /// <param name="step">A step's number, where steps go through the weights by turns forward and backward.</param>
    public static string Rows(KernelFile file, TransposedPanel panel, string rows, string turned, string dz, string ds, bool accumulate, string? step = null)
    {
        string name = panel.KernelName + (accumulate ? "GradientsAdded" : "Gradients");
        PanelLayout layout = panel.Layout;
        file.Add(name, $"z += W·s; so ds {(accumulate ? "+=" : "=")} Wᵀ·dz, for the {panel.Group} rows, of many rows{(step is null ? "" : Pass.ToAndFro)}.",
            $"int rows, ref float p, {new RowVector("dz").Parameters}, {new RowVector("ds").Parameters}{(step is null ? "" : ", int step")}", (w, lanes) =>
        {
            int values = layout.GroupIndex(TransposedPanel.Values);
            if (lanes.IsScalar) RowBatch.EmitLoop(w, ["dz", "ds"], () => EmitScalar(w, layout, values, panel, accumulate));
            else
            {
                var source = new SumSource(values, [new InputPart(false, 0, panel.Width, "dz")], ["s"]);
                Pass.EmitAll(w, PassPlanner.OfRows(layout, lanes), pass =>
                {
                    w.Line($"ref float sums = ref {Lanes.At("ds", pass.OffsetInLayer(1))};");
                    new RowSums(w, layout, pass, hasBias: true, "sums", "dsStride").Emit(["s"], [source], accumulate);
                }, step is null ? null : "step");
            }
        });
        return $"{name}({rows}, ref {turned}, {dz}, {ds}{(step is null ? "" : ", " + step)});";
    }

    private static void EmitScalar(CodeWriter w, PanelLayout layout, int values, TransposedPanel panel, bool accumulate)
    {
        foreach (Tile tile in layout.Tiles)
        {
            using (w.Block($"for (int j = {tile.FirstUnit}; j < {tile.FirstUnit + tile.Units}; j++)"))
            {
                w.Line($"float sum = {(accumulate ? "Unsafe.Add(ref dsRow, j)" : "0f")};");
                w.Line($"ref float weights = ref {Lanes.At("p", Text.Sum("j", Literal.Of(layout.GroupOffset(tile, values))))};".Replace("j + ", $"j - {tile.FirstUnit} + "));
                using (w.Block($"for (int k = 0; k < {panel.Width}; k++)"))
                {
                    w.Line($"sum += Unsafe.Add(ref weights, k * {tile.Units}) * Unsafe.Add(ref dzRow, k);");
                }
                w.Line("Unsafe.Add(ref dsRow, j) = sum;");
            }
        }
    }
}

using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <content>What goes around a stacked layer: its gradient, before the layer's own.</content>
internal sealed partial class BackwardFile
{
    /// <summary>
    /// x gets what went around the layer, as the first of its gradients, and the layer's dy becomes ∂L/∂y: with a residual
    /// connection it is that already.
    /// </summary>
    private void EmitBypass(RecurrentPlan layer)
    {
        LayerPlan below = layer.Feeds[0].Layer!;
        string dx = below.GradientBuffer;
        W.Line(layer.Gate is null ? "// s = y + x; so dy = dx = d." : "// s = T∘y + (1 − T)∘x; so dy = d∘T, and x gets d∘(1 − T) + W_Tᵀ·dz.");
        Local(dx);
        _written.Add(dx);
        if (layer.Gate is not { } gate)
        {
            EachRow(() => W.Line(RowOps.Copy(File, layer.OutputStride, Row(layer.GradientBuffer, layer.OutputStride), Row(dx, layer.OutputStride))));
            return;
        }
        string t = gate.Name + "Y", dz = gate.Name + "Dz", dp = Lanes.At("dp", gate.WeightsName);
        Local(t);
        Local(dz);
        Local(layer.InnerBuffer);
        LocalOutput(below);
        var gradients = new PanelGradients(File, gate.Kernel.Name, gate.Kernel.Panel, isCell: false);
        TransposedPanel panel = WeightsOf(gate).Whole("input");
        Turned(panel, gate.WeightsName);
        EachRow(() => W.Line(SkipOps.Split(File, layer, Row(t, layer.OutputStride), Row(layer.InnerBuffer, layer.OutputStride, layer.InnerRow), OutputRow(below),
            Row(layer.GradientBuffer, layer.OutputStride), Row(dz, layer.OutputStride), Row(dx, layer.OutputStride))));
        W.Line(SourceRows(panel, "rows", dz, layer.OutputStride, dx, layer.OutputStride, accumulate: true));
        using IDisposable chunk = EachChunk(isReverse: false);
        string x = FirstOfChunk + (below.OutputRow == 0 ? "" : " + sequences"), dzBegin = Begin(dz, layer.OutputStride);
        W.Line(gradients.Weights("input", RowsOfChunk, RowAt(below.OutputBuffer, $"({x})", below.OutputStride), dzBegin, dp));
        if (gate.Kernel.Spec.Bias) W.Line(gradients.Bias(DenseEmitter.BiasGradients, RowsOfChunk, new Dictionary<string, string> { ["dz"] = dzBegin }, dp));
    }
}

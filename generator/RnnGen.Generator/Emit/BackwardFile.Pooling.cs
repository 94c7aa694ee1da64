using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <content>One output a sequence: the layers behind the pooling, and the way of its gradient back to the steps.</content>
internal sealed partial class BackwardFile
{
    /// <summary>The layers behind the pooling, and the pooling.</summary>
    private void EmitHead()
    {
        string dPooled = "dOutputs";
        int dPooledStride = Plan.Topology.OutputSize;
        if (Plan.Head.Count > 0)
        {
            Local("pooled");
            Local("dPooled");
            Local(Last.GradientBuffer);
            int size = Plan.Topology.OutputSize;
            EachSequence(() => W.Line(RowOps.Copy(File, size, OfSequence("dOutputs", size), OfSequence(Last.GradientBuffer, PanelLayout.Pad(size)))));
            (dPooled, dPooledStride) = ("dPooled", PanelLayout.Pad(Pooled.OutputWidth));
        }
        foreach (LayerPlan layer in Plan.Head.Reverse())
        {
            W.Line();
            W.Line($"// {layer.Title}");
            if (layer is DropoutPlan dropout)
            {
                EmitDropout(dropout);
                continue;
            }
            var dense = (DensePlan)layer;
            LayerPlan? below = dense == Plan.Head[0] ? null : Plan.Below(dense);
            if (below is not null) Local(below.GradientBuffer);
            var gradients = new PanelGradients(File, dense.Kernel.Name, dense.Kernel.Panel, isCell: false);
            string dp = Lanes.At("dp", dense.WeightsName), dz = dense.Name + "Dy";
            int stride = PanelLayout.Pad(dense.InputWidth);
            EmitSlope(dense, once: true);
            TransposedPanel panel = WeightsOf(dense).Input(dense.Feeds[0].Part);
            Turned(panel, dense.WeightsName);
            W.Line(SourceRows(panel, "sequences", dz, dense.OutputStride, below is null ? "dPooled" : below.GradientBuffer, stride, accumulate: false));
            W.Line(gradients.Weights(dense.Feeds[0].Part, "sequences", below is null ? "pooled" : OutputsOf(below), stride, dz, dp));
            EmitBias(dense, gradients, "sequences", dz);
        }
        EmitUnpool(dPooled, dPooledStride);
    }

    /// <summary>Sends the pooled vectors' gradients back to the steps that they came from.</summary>
    private void EmitUnpool(string dPooled, int dPooledStride)
    {
        int width = Pooled.OutputWidth, stride = Pooled.OutputStride;
        string dy = Pooled.Name + "Dy", from = OfSequence(dPooled, dPooledStride);
        W.Line();
        W.Line($"// {Plan.Spec.Output.ToString()}: the gradient goes back to the steps that the output came from.");
        if (Plan.Spec.Output == OutputMode.FinalState && Pooled.IsMerged)
        {
            EmitUnpoolEnds(from);
            return;
        }
        Local(dy);
        if (Plan.Spec.Output == OutputMode.Mean)
        {
            EachStep(() => W.Line(RowOps.Scale(File, width, "1f / packed.LengthOf(b)", from, Row(dy, stride))));
            return;
        }
        EachRow(() => W.Line(RowOps.Clear(File, stride, Row(dy, stride))));
        if (Plan.Spec.Output == OutputMode.Max)
        {
            EachSequence(() =>
            {
                using (W.Block($"for (int k = 0; k < {width}; k++)"))
                {
                    string row = $"(packed.FirstOf(tape.PooledAt[{Text.Sum(Text.Times("b", width), "k")}]) + b)";
                    W.Line($"Unsafe.Add(ref {dy}, {Text.Times(row, stride)} + k) = Unsafe.Add(ref {from}, k);");
                }
            });
            return;
        }
        bool isFirst = Plan.Spec.Output == OutputMode.FinalState && Pooled.Cells[0].Reverse;
        EachSequence(() => W.Line(RowOps.Copy(File, width, from, RowAt(dy, isFirst ? "b" : "packed.LastOf(b)", stride))));
    }

    /// <summary>The ends of two directions lie at different steps, so each cell gets its own.</summary>
    private void EmitUnpoolEnds(string dPooled)
    {
        foreach (CellPlan cell in Pooled.Cells)
        {
            Local(cell.Name + "H");
            Local(cell.Name + "Dy");
            EachRow(() => W.Line(RowOps.Clear(File, cell.Kernel.Outputs, Row(cell.Name + "Dy", cell.Kernel.Outputs))));
        }
        CellPlan forward = Pooled.Cells[0], backward = Pooled.Cells[1];
        int units = forward.Kernel.Outputs;
        EachSequence(() => W.Line(MergeOps.Split(File, Pooled, dPooled, RowAt(forward.Name + "H", "(sequences + packed.LastOf(b))", units),
            OfSequence(backward.Name + "H", units), RowAt(forward.Name + "Dy", "packed.LastOf(b)", units), OfSequence(backward.Name + "Dy", units))));
    }
}

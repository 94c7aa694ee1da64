using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <content>One output a sequence: the layers behind the pooling, and the way of its gradient back to the steps.</content>
internal sealed partial class BackwardFile
{
    /// <summary>The layers behind the pooling, and the pooling.</summary>
    private void EmitHead()
    {
        string dPooled = "dOutputs";
        if (Plan.HasPooledBuffer && Plan.Head.Count > 0) Local("pooled");
        if (Plan.Head.Count > 0)
        {
            Local("dPooled");
            Local(Last.GradientBuffer);
            W.Line(RowOps.Copy(File, Plan.Topology.OutputSize, "dOutputs", Last.GradientBuffer));
            if (!Plan.HasPooledBuffer) Local(Pooled.OutputBuffer);
            dPooled = "dPooled";
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
            var gradients = new PanelGradients(File, dense.Kernel.Name, dense.Kernel.Panel);
            string p = Lanes.At("p", dense.WeightsName), dp = Lanes.At("dp", dense.WeightsName), dz = dense.Name + "Dy";
            EmitSlope(dense, once: true);
            W.Line(gradients.Sources(dense.Feeds[0].Part, p, dz, below is null ? "dPooled" : below.GradientBuffer));
            string s = below is null ? SequenceEmitter.PooledPlace(Plan) : OutputsOf(below);
            W.Line(gradients.Weights(dense.Feeds[0].Part, "1", s, dense.InputWidth, dz, dp));
            EmitBias(dense, gradients, "1");
        }
        EmitUnpool(dPooled);
    }

    /// <summary>Sends the pooled vector's gradient back to the steps that it came from.</summary>
    private void EmitUnpool(string dPooled)
    {
        int width = Pooled.OutputWidth, stride = Pooled.OutputStride;
        string dy = Pooled.Name + "Dy";
        W.Line();
        W.Line($"// {Plan.Spec.Output.ToString()}: the gradient goes back to the steps that the output came from.");
        if (Plan.Spec.Output == OutputMode.FinalState && Pooled.IsMerged)
        {
            EmitUnpoolEnds(dPooled);
            return;
        }
        Local(dy);
        if (Plan.Spec.Output == OutputMode.Mean)
        {
            Steps(() => W.Line(RowOps.Scale(File, width, "1f / steps", dPooled, Row(dy, stride))));
            return;
        }
        Steps(() => W.Line(RowOps.Clear(File, stride, Row(dy, stride))));
        if (Plan.Spec.Output == OutputMode.Max)
        {
            using (W.Block($"for (int k = 0; k < {width}; k++)"))
            {
                W.Line($"Unsafe.Add(ref {dy}, {Text.Times("tape.PooledAt[k]", stride)} + k) = Unsafe.Add(ref {dPooled}, k);");
            }
            return;
        }
        bool isFirst = Plan.Spec.Output == OutputMode.FinalState && Pooled.Cells[0].Reverse;
        W.Line(RowOps.Copy(File, width, dPooled, RowAt(dy, isFirst ? "0" : "(steps - 1)", stride)));
    }

    /// <summary>The ends of two directions lie at different steps, so each cell gets its own.</summary>
    private void EmitUnpoolEnds(string dPooled)
    {
        foreach (CellPlan cell in Pooled.Cells)
        {
            Local(cell.Name + "H");
            Local(cell.Name + "Dy");
            Steps(() => W.Line(RowOps.Clear(File, cell.Kernel.Outputs, Row(cell.Name + "Dy", cell.Kernel.Outputs))));
        }
        CellPlan forward = Pooled.Cells[0], backward = Pooled.Cells[1];
        int units = forward.Kernel.Outputs;
        W.Line(MergeOps.Split(File, Pooled, dPooled, RowAt(forward.Name + "H", "steps", units), backward.Name + "H",
            RowAt(forward.Name + "Dy", "(steps - 1)", units), backward.Name + "Dy"));
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <content>Dropout: the masks of the forward pass, made again.</content>
internal sealed partial class BackwardFile
{
    /// <summary>y = m∘x; so dx = m∘dy, in dy's place.</summary>
    private void EmitDropout(DropoutPlan layer)
    {
        string dy = layer.GradientBuffer;
        Local(dy);
        using (W.Block("if (drops)"))
        {
            if (Plan.Head.Contains(layer))
            {
                EachSequence(() =>
                {
                    EmitSeed("b");
                    string row = OfSequence(dy, layer.OutputStride);
                    W.Line(DropoutOps.Drop(File, layer.Use, "0", layer.OutputStride, 0, row, row));
                });
            }
            else EachSeededStep(() => W.Line(DropoutOps.Drop(File, layer.Use, "t", layer.OutputStride, 0, Row(dy, layer.OutputStride), Row(dy, layer.OutputStride))));
        }
    }

    /// <summary>The real inputs' gradient behind dropout, complete once all layers have added to it; only then what skips the network.</summary>
    private void EmitDroppedInput()
    {
        if (!Plan.DropsRealInput) return;
        int width = Plan.Sources[0].Part.Width, size = Plan.Topology.OutputSize;
        W.Line();
        W.Line("// The inputs were dropped first: x gets m∘dx.");
        using (W.Block("if (!Unsafe.IsNullRef(ref dx))"))
        {
            using (W.Block("if (drops)")) EachSeededStep(() => EmitSourceDropout(Plan.Sources[0], Row("dx", width)));
            if (Plan.Spec.InputSkip) EachRow(() => W.Line(RowOps.Add(File, size, Row("dOutputs", size), Row("dx", width))));
        }
    }
}

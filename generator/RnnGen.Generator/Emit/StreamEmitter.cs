using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes a step, and a sequence step by step, of networks whose layers all run forward: the state is the only memory.</summary>
internal class StreamEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : NetworkEmitter(plan, kernelClass, file, w)
{
    public void Emit()
    {
        W.Line("/// <summary>One step.</summary>");
        W.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (W.Block($"internal static void Step(ref float p, {Input}, ref float state, ref float y)"))
        {
            if (!IsPooled) EmitLayers(Plan.Layers, writesOutput: true);
            else if (Plan.PoolsOverSteps) W.Line("throw new System.NotSupportedException(\"The outputs are pooled over a whole sequence: call Forward.\");");
            else
            {
                if (Pooled.HasBypass) W.Line($"System.Span<float> last = stackalloc float[{Pooled.OutputStride}];");
                W.Line($"Advance(ref p, ref x, ref state{LastArgument});");
                W.Line($"Head(ref p, ref {PooledOutput}, ref y);");
            }
        }
        if (IsPooled) EmitPooledParts();
        EmitForward();
    }

    /// <summary>Where a step's output of the pooled layer stands: in the state, or where something went around the layer in a place of its own.</summary>
    protected string PooledOutput => Pooled.HasBypass ? "last[0]" : Lanes.At("state", Pooled.Cells[0].HName);

    private string LastArgument => Pooled.HasBypass ? ", ref last[0]" : "";

    private void EmitPooledParts()
    {
        W.Line();
        W.Line("/// <summary>The layers that run at every step.</summary>");
        using (W.Block($"private static void Advance(ref float p, {Input}, ref float state{(Pooled.HasBypass ? ", ref float last" : "")})")) EmitLayers(Plan.EveryStep, writesOutput: false);
        W.Line();
        W.Line("/// <summary>The layers behind the pooling, which run once a sequence.</summary>");
        using (W.Block("private static void Head(ref float p, ref float pooled, ref float y)"))
        {
            string from = "pooled";
            foreach (DensePlan dense in Plan.Head.OfType<DensePlan>()) from = EmitDense(dense, [$"ref {from}"]);
            if (from == "pooled") W.Line(RowOps.Copy(File, Plan.Topology.OutputSize, "pooled", "y"));
        }
    }

    /// <summary>The last layer that computes: nothing is dropped here.</summary>
    private LayerPlan End => Plan.Layers.Last(layer => layer is not DropoutPlan);

    /// <summary>Layers of one step, the state in place.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="writesOutput">Whether the last one's output is the step's.</param>
    /// <param name="below">The layer below them; null where they are the first.</param>
    /// <param name="from">Where its output stands.</param>
    protected void EmitLayers(IReadOnlyList<LayerPlan> layers, bool writesOutput, LayerPlan? below = null, string from = "")
    {
        bool skips = writesOutput && Plan.Spec.InputSkip;
        int outputs = Plan.Topology.OutputSize;
        if (skips)
        {
            W.Line("// Set aside, because the output may be written over the input.");
            W.Line($"System.Span<float> skip = stackalloc float[{outputs}];");
            W.Line(RowOps.Copy(File, outputs, "x", "skip[0]"));
        }
        foreach (SourcePlan source in Plan.Sources.Where(source => source.Panel is not null))
        {
            W.Line($"System.Span<float> {source.Name} = stackalloc float[{source.Part.Width}];");
            W.Line(TiedOps.Read(File, source, Lanes.At("x", source.Token), "p", source.Name + "[0]"));
        }
        CellKernel[] normalised = layers.OfType<RecurrentPlan>().Select(layer => layer.Cells[0].Kernel).Where(kernel => kernel.IsNormalised).ToArray();
        if (normalised.Length > 0)
        {
            W.Line("// What is normalised, of one layer after the other.");
            W.Line($"System.Span<float> scratch = stackalloc float[{normalised.Max(kernel => kernel.RecordLength)}];");
        }
        var outputOf = new Dictionary<LayerPlan, string>();
        if (below is not null) outputOf.Add(below, from);
        foreach (LayerPlan layer in layers)
        {
            if (layer is DropoutPlan)
            {
                outputOf.Add(layer, from);
                continue;
            }
            W.Line($"// {layer.Title}");
            IReadOnlyList<string> read = layer.Feeds.Select(feed => feed.Source is { } source ? StepInput(source) : $"ref {outputOf[feed.Layer!]}").ToList();
            from = layer is RecurrentPlan recurrent ? EmitCell(recurrent.Cells[0], read) : EmitDense((DensePlan)layer, read);
            if (layer is RecurrentPlan { HasBypass: true } bypassed) from = EmitBypass(bypassed, from, read[0], writesOutput || layer != Pooled);
            outputOf.Add(layer, from);
        }
        if (!writesOutput) return;
        if (End is RecurrentPlan) W.Line(RowOps.Copy(File, outputs, from, "y"));
        if (skips) W.Line(RowOps.Add(File, outputs, "skip[0]", "y"));
    }

    /// <summary>What a kernel gets of a source.</summary>
    protected string StepInput(SourcePlan source)
    {
        if (source.Token < 0) return "ref x";
        if (source.Panel is not null) return $"ref {source.Name}[0]";
        string token = Lanes.At("x", source.Token);
        return source.IsEmbedding ? $"ref {Table("p", source, token)}" : source.Part.IsMasked ? token + ", 1f" : token;
    }

    /// <summary>One step of a cell; returns where its output stands.</summary>
    protected string EmitCell(CellPlan cell, IReadOnlyList<string> inputs)
    {
        string h = Lanes.At("state", cell.HName), c = Lanes.At("state", cell.CName), record = "Unsafe.NullRef<float>()";
        if (cell.Kernel.IsNormalised) record = "scratch[0]";
        else if (cell.Kernel.NeedsScratch)
        {
            record = cell.Name + "Record[0]";
            W.Line($"System.Span<float> {cell.Name}Record = stackalloc float[{cell.Kernel.RecordLength}];");
        }
        if (cell.Kernel.ResetsBefore) W.Line($"System.Span<float> {cell.Name}Rh = stackalloc float[{cell.Kernel.Units}];");
        if (cell.Projector is null) EmitCellCall(cell, inputs, "Untaped", h, h, c, h, c, record, cell.Name + "Rh[0]");
        else
        {
            string m = cell.Name + "M";
            W.Line($"System.Span<float> {m} = stackalloc float[{cell.Kernel.Units}];");
            EmitCellCall(cell, inputs, "Untaped", h, h, c, m + "[0]", c, record, "");
            EmitProjection(cell.Projector, m + "[0]", h);
        }
        return h;
    }

    /// <summary>What goes around a layer in one step; returns where the sum stands.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="y">Its output.</param>
    /// <param name="x">What it read, as an argument.</param>
    /// <param name="isOwn">Whether the sum gets a place of its own here, or is handed back.</param>
    private string EmitBypass(RecurrentPlan layer, string y, string x, bool isOwn)
    {
        string s = isOwn ? layer.OutputBuffer + "[0]" : "last", t = "", from = x.Substring("ref ".Length);
        if (isOwn) W.Line($"System.Span<float> {layer.OutputBuffer} = stackalloc float[{layer.OutputStride}];");
        if (layer.Gate is { } gate)
        {
            t = gate.Name + "[0]";
            new DenseEmitter(gate.Kernel).EmitStep(File);
            W.Line($"System.Span<float> {gate.Name} = stackalloc float[{layer.OutputStride}];");
            W.Line($"{gate.Kernel.Name}(ref {Lanes.At("p", gate.WeightsName)}, {x}, ref {t});");
        }
        W.Line(SkipOps.Join(File, layer, t, y, from, s));
        return s;
    }

    /// <summary>One step of a dense layer; returns where its output stands.</summary>
    private string EmitDense(DensePlan dense, IReadOnlyList<string> inputs)
    {
        new DenseEmitter(dense.Kernel).EmitStep(File);
        bool isExact = dense == End && dense.MayWriteOutput;
        string y = isExact ? "y" : dense.Name + "[0]";
        if (!isExact) W.Line($"System.Span<float> {dense.Name} = stackalloc float[{dense.Kernel.Units}];");
        W.Line($"{dense.Kernel.Name}(ref {Lanes.At("p", dense.WeightsName)}, {string.Join(", ", inputs)}, ref {y});");
        if (dense == End && !isExact) W.Line(RowOps.Copy(File, dense.OutputWidth, y, "y"));
        return y;
    }

    private void EmitForward()
    {
        int inputs = Plan.Topology.InputsPerStep, outputs = Plan.Topology.OutputSize;
        if (Plan.Wave is { } wave)
        {
            new WaveEmitter(Plan, wave, KernelClassName, File, W).EmitForward();
            return;
        }
        if (Plan.ChunkSteps > 0) new ChunkEmitter(Plan, KernelClassName, File, W).EmitChunk();
        W.Line();
        W.Line("/// <summary>A sequence.</summary>");
        using (W.Block($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y)"))
        using (W.Block("unchecked"))
        {
            if (Plan.ChunkSteps > 0)
            {
                string rows = Literal.Of(Plan.ChunkSteps);
                using (W.Block($"for (int n = 0; n < steps; n += {rows})"))
                {
                    W.Line($"Chunk(ref p, ref {Row("x", inputs)}, System.Math.Min({rows}, steps - n), ref state{(IsPooled ? "" : $", ref {Row("y", outputs)}")});");
                }
                if (IsPooled) W.Line($"Head(ref p, ref {PooledOutput}, ref y);");
                return;
            }
            if (!IsPooled)
            {
                EachStepOf(() => W.Line($"Step(ref p, ref {Row("x", inputs)}, ref state, ref {Row("y", outputs)});"));
                return;
            }
            string pooled = Plan.PoolsOverSteps ? "pooled[0]" : PooledOutput;
            if (Plan.PoolsOverSteps) W.Line($"System.Span<float> pooled = stackalloc float[{Pooled.OutputStride}];");
            if (Pooled.HasBypass) W.Line($"System.Span<float> last = stackalloc float[{Pooled.OutputStride}];");
            if (Plan.Spec.Output == OutputMode.Max) W.Line($"System.Span<int> at = stackalloc int[{Pooled.OutputWidth}];");
            EachStepOf(() =>
            {
                W.Line($"Advance(ref p, ref {Row("x", inputs)}, ref state{LastArgument});");
                EmitPool(PooledOutput, pooled, "at[0]", "n");
            });
            EmitPoolEnd(pooled, "steps");
            W.Line($"Head(ref p, ref {pooled}, ref y);");
        }
    }

    private void EachStepOf(Action body)
    {
        using (W.Block("for (int n = 0; n < steps; n++)")) body();
    }
}

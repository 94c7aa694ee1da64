using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes a sequence layer by layer, over buffers that hold every step: with tape, and where a layer runs backward.</summary>
internal class SequenceEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : NetworkEmitter(plan, kernelClass, file, w)
{
    /// <summary>Whether the same method also runs without a tape.</summary>
    private bool _isGeneric;

    protected virtual string Mode => _isGeneric ? "TTape" : "Taped";

    public void Emit(bool withTape, bool withoutTape)
    {
        _isGeneric = withoutTape;
        if (_isGeneric) EmitUntaped();
        W.Line();
        W.Line($"/// <summary>A sequence, layer by layer{(withTape ? ", and what its backward pass needs" : "")}.</summary>");
        if (_isGeneric && withTape)
        {
            W.Line($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y, {TapeClass} tape) =>");
            W.Line("    Run<Taped>(ref p, ref x, steps, ref state, ref y, tape);");
            W.Line();
            W.Line("/// <summary>A sequence, layer by layer.</summary>");
        }
        string method = _isGeneric ? "private static void Run<TTape>" : "internal static void Forward";
        using (W.Block($"{method}(ref float p, {Input}, int steps, ref float state, ref float y, {TapeClass} tape){(_isGeneric ? " where TTape : struct, ITapeMode" : "")}"))
        using (W.Block("unchecked"))
        {
            EmitSeed();
            EmitEveryStep();
            W.Line();
            if (IsPooled) EmitHead();
            else EmitOutputs();
        }
    }

    /// <summary>The layers that run at every step.</summary>
    protected void EmitEveryStep()
    {
        foreach (SourcePlan source in Plan.Sources.Where(source => source.IsEmbedding)) EmitEmbedding(source);
        if (Plan.DropsRealInput) EmitDroppedInput(Plan.Sources[0]);
        foreach (LayerPlan layer in Plan.EveryStep)
        {
            W.Line();
            W.Line($"// {layer.Title}");
            if (layer is RecurrentPlan recurrent) EmitRecurrent(recurrent);
            else if (layer is DropoutPlan dropout) EmitDropout(dropout, isHead: false);
            else EmitDense((DensePlan)layer, isHead: false);
        }
    }

    /// <summary>Without tape: the buffers are the thread's own, and grow with the longest sequence.</summary>
    private void EmitUntaped()
    {
        W.Line($"[System.ThreadStatic] private static {TapeClass}? s_workspace;");
        W.Line();
        W.Line("/// <summary>This thread's room for sequences without tape, made larger where it is too small.</summary>");
        using (W.Block($"internal static {TapeClass} Reserve(int steps)"))
        {
            W.Line($"if (s_workspace is null || s_workspace.MaxSteps < steps) s_workspace = new {TapeClass}(steps, records: false);");
            W.Line("return s_workspace;");
        }
        W.Line();
        W.Line("/// <summary>A sequence.</summary>");
        W.Line($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y) =>");
        W.Line("    Run<Untaped>(ref p, ref x, steps, ref state, ref y, Reserve(steps));");
    }

    private void EmitEmbedding(SourcePlan source)
    {
        Local(source.Name + "X");
        string row = Row(source.Name + "X", source.Part.Width);
        Steps(() => W.Line(source.Panel is not null ? TiedOps.Read(File, source, Token(source), "p", row)
            : RowOps.Copy(File, source.Part.Width, Table("p", source, Token(source)), row)));
        if (Plan.SourceDropouts.Count == 0) return;
        WhereDropped(() => Steps(() => EmitSourceDropout(source, row)));
    }

    private void EmitDroppedInput(SourcePlan source)
    {
        int width = source.Part.Width;
        LocalUnlessDropped(source.Name + "X", "x");
        WhereDropped(() => Steps(() =>
        {
            W.Line(RowOps.Copy(File, width, Row("x", width), Row(source.Name + "X", width)));
            EmitSourceDropout(source, Row(source.Name + "X", width));
        }));
    }

    /// <summary>y = m∘x; where there is no seed, y is x.</summary>
    private void EmitDropout(DropoutPlan layer, bool isHead)
    {
        LocalOutput(layer);
        WhereDropped(() =>
        {
            if (isHead) W.Line(DropoutOps.Drop(File, layer.Use, "0", layer.OutputStride, 0, layer == Plan.Head[0] ? PooledRow : layer.Below.OutputBuffer, layer.OutputBuffer));
            else Steps(() => W.Line(DropoutOps.Drop(File, layer.Use, "t", layer.OutputStride, 0, OutputRow(layer.Below), OutputRow(layer))));
        });
    }

    /// <summary>What a kernel gets of a layer's inputs at step t.</summary>
    private IReadOnlyList<string> Inputs(LayerPlan layer)
    {
        return layer.Feeds.Select(feed => feed.Source is { } source ? OfSource(source) : $"ref {OutputRow(feed.Layer!)}").ToList();

        string OfSource(SourcePlan source) => source.IsEmbedding ? $"ref {Row(source.Name + "X", source.Part.Width)}"
            : source.Token < 0 ? $"ref {Row(Plan.DropsRealInput ? source.Name + "X" : "x", Plan.Topology.InputsPerStep)}" : TokenArguments(source);
    }

    /// <summary>What a kernel of many rows gets of a layer's inputs: the first row, and the distance between rows.</summary>
    private IReadOnlyList<string> InputRows(LayerPlan layer)
    {
        int perStep = Plan.Topology.InputsPerStep;
        return layer.Feeds.Select(feed => feed.Source is { } source ? OfSource(source) : OfLayer(feed.Layer!)).ToList();

        string OfSource(SourcePlan source) => source.IsEmbedding ? $"ref {source.Name}X, {Literal.Of(source.Part.Width)}"
            : source.Token < 0 ? $"ref {(Plan.DropsRealInput ? source.Name + "X" : "x")}, {Literal.Of(perStep)}"
            : $"ref {Lanes.At("x", source.Token)}, {Literal.Of(perStep)}";

        static string OfLayer(LayerPlan below) =>
            $"ref {RowAt(below.OutputBuffer, Literal.Of(below.OutputRow), below.OutputStride)}, {Literal.Of(below.OutputStride)}";
    }

    private void EmitRecurrent(RecurrentPlan layer)
    {
        foreach (CellPlan cell in layer.Cells) EmitBegin(layer, cell);
        if (layer.Interleaves)
        {
            // The two directions do not wait for each other: while one's activations are on their way, the other's sums are.
            using (W.Block("for (int n = 0; n < steps; n++)"))
            {
                foreach (CellPlan cell in layer.Cells)
                {
                    using (W.Block($"// {(cell.Reverse ? "Backward" : "Forward")}."))
                    {
                        W.Line(cell.Reverse ? "int t = steps - 1 - n;" : "int t = n;");
                        EmitStep(layer, cell);
                    }
                }
            }
        }
        else
        {
            foreach (CellPlan cell in layer.Cells)
            {
                using (W.Block(cell.Loop)) EmitStep(layer, cell);
            }
        }
        foreach (CellPlan cell in layer.Cells) EmitEnd(cell);
        if (layer.IsMerged)
        {
            Local(layer.InnerBuffer);
            Steps(() => W.Line(MergeOps.Merge(File, layer, Row(OutputOf(layer.Cells[0]), layer.Cells[0].Kernel.Outputs, 1),
                Row(OutputOf(layer.Cells[1]), layer.Cells[1].Kernel.Outputs), Row(layer.InnerBuffer, layer.OutputStride))));
        }
        if (layer.HasBypass) EmitBypass(layer);
    }

    /// <summary>s = y + x, or T∘y + (1 − T)∘x.</summary>
    private void EmitBypass(RecurrentPlan layer)
    {
        string x = OutputRow(layer.Feeds[0].Layer!), t = "";
        Local(layer.OutputBuffer);
        if (layer.Gate is { } gate)
        {
            t = Row(gate.OutputBuffer, layer.OutputStride);
            Local(gate.OutputBuffer);
            new DenseEmitter(gate.Kernel).EmitStep(File);
        }
        Steps(() =>
        {
            if (layer.Gate is { } gate) W.Line($"{gate.Kernel.Name}(ref {Lanes.At("p", gate.WeightsName)}, ref {x}, ref {t});");
            W.Line(SkipOps.Join(File, layer, t, Row(layer.InnerBuffer, layer.OutputStride, layer.InnerRow), x, OutputRow(layer)));
        });
    }

    private static string OutputOf(CellPlan cell) => cell.Name + "H";

    /// <summary>The buffer of a cell's sums W·x + b: that of their gradient, which is made later.</summary>
    private static string SumsOf(CellPlan cell) => cell.Name + Text.Capital(CellEmitter.Of(cell.Kernel).InputGradient);

    /// <summary>What a cell does before its first step.</summary>
    private void EmitBegin(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = cell.Name + "H", c = cell.Name + "C", record = cell.Name + "Record", rh = cell.Name + "Rh", m = cell.Name + "M";
        Local(h);
        if (kernel.HasCell) Local(c);
        if (kernel.RecordSlots > 0 && (Mode != "Untaped" || kernel.NeedsScratch)) Local(record);
        if (kernel.ResetsBefore) Local(rh);
        if (kernel.Projects) Local(m);
        W.Line(RowOps.Copy(File, outputs, Lanes.At("state", cell.HName), RowAt(h, cell.FirstRow, outputs)));
        if (kernel.HasCell) W.Line(RowOps.Copy(File, units, Lanes.At("state", cell.CName), RowAt(c, cell.FirstRow, units)));
        if (cell.Dropout is { } dropout && MayDrop)
        {
            W.Line("// U multiplies m∘h, with one mask for the sequence.");
            Local(cell.Name + "Mask");
            LocalMaskedState(cell);
            W.Line($"if (drops) {DropoutOps.Mask(File, dropout, outputs, cell.Name + "Mask")}");
        }
        if (!kernel.SumsAhead) return;
        CellEmitter emitter = CellEmitter.Of(kernel);
        emitter.EmitSums(File);
        Local(SumsOf(cell));
        W.Line($"{emitter.SumsName}(steps, ref {Lanes.At("p", cell.WeightsName)}, {string.Join(", ", InputRows(layer))}, ref {SumsOf(cell)}, {Literal.Of(emitter.InputSums.Count * units)});");
    }

    /// <summary>A cell's step t.</summary>
    private void EmitStep(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = cell.Name + "H", c = cell.Name + "C", m = cell.Name + "M";
        string hNext = Row(h, outputs, cell.OutputRow), hBefore = Row(h, outputs, cell.StateRow), hm = hBefore;
        if (cell.Dropout is not null && MayDrop)
        {
            hm = Row(cell.Name + "Hm", outputs);
            W.Line($"if (drops) {RowOps.Multiply(File, outputs, cell.Name + "Mask", hBefore, hm)}");
        }
        IReadOnlyList<string> inputs = kernel.SumsAhead ? [$"ref {Row(SumsOf(cell), CellEmitter.Of(kernel).InputSums.Count * units)}"] : Inputs(layer);
        EmitCellCall(cell, inputs, Mode, hBefore, hm, Row(c, units, cell.StateRow), kernel.Projects ? Row(m, units) : hNext,
            Row(c, units, cell.OutputRow), Record(kernel, cell.Name + "Record"), Row(cell.Name + "Rh", units), kernel.SumsAhead);
        if (cell.Projector is { } projector) EmitProjection(projector, Row(m, units), hNext);
    }

    /// <summary>What a cell does after its last step.</summary>
    private void EmitEnd(CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = cell.Name + "H", c = cell.Name + "C";
        W.Line(RowOps.Copy(File, outputs, RowAt(h, cell.LastRow, outputs), Lanes.At("state", cell.HName)));
        if (kernel.HasCell) W.Line(RowOps.Copy(File, units, RowAt(c, cell.LastRow, units), Lanes.At("state", cell.CName)));
    }

    private string Record(CellKernel kernel, string record)
    {
        if (kernel.RecordSlots == 0 || (Mode == "Untaped" && !kernel.NeedsScratch)) return "Unsafe.NullRef<float>()";
        string row = Row(record, kernel.RecordLength);
        return _isGeneric && !kernel.NeedsScratch ? $"TTape.Records ? ref {row} : ref Unsafe.NullRef<float>()" : row;
    }

    private void EmitDense(DensePlan dense, bool isHead)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        Local(dense.OutputBuffer);
        string p = Lanes.At("p", dense.WeightsName);
        if (isHead)
        {
            emitter.EmitStep(File);
            string from = dense == Plan.Head[0] ? PooledRow : Plan.Below(dense)!.OutputBuffer;
            W.Line($"{dense.Kernel.Name}(ref {p}, ref {from}, ref {dense.OutputBuffer});");
        }
        // Where dropout has a factor for each token, a row is one product more than the kernel of many rows knows of.
        else if (Plan.HasStep && !dense.Kernel.Inputs.Any(part => part.IsMasked))
        {
            emitter.EmitRows(File);
            W.Line($"{emitter.RowsName}(steps, ref {p}, {string.Join(", ", InputRows(dense))}, ref {dense.OutputBuffer}, {Literal.Of(dense.OutputStride)});");
        }
        else
        {
            emitter.EmitStep(File);
            Steps(() => W.Line($"{dense.Kernel.Name}(ref {p}, {string.Join(", ", Inputs(dense))}, ref {OutputRow(dense)});"));
        }
    }

    protected void EmitOutputs()
    {
        int size = Plan.Topology.OutputSize;
        // Where the input is added, both are read before the output is written, which may be written over the input.
        Steps(() => W.Line(Plan.Spec.InputSkip
            ? RowOps.Sum(File, size, OutputRow(Last), Row("x", Plan.Topology.InputsPerStep), Row("y", size))
            : RowOps.Copy(File, size, OutputRow(Last), Row("y", size))));
    }

    private void EmitHead()
    {
        EmitPooling();
        foreach (LayerPlan layer in Plan.Head)
        {
            W.Line($"// {layer.Title}");
            if (layer is DropoutPlan dropout) EmitDropout(dropout, isHead: true);
            else EmitDense((DensePlan)layer, isHead: true);
        }
        W.Line(RowOps.Copy(File, Plan.Topology.OutputSize, Plan.Head.Count == 0 ? PooledRow : Last.OutputBuffer, "y"));
    }

    /// <summary>Where the pooled vector stands: in its own buffer, or in the row that it is taken from.</summary>
    private string PooledRow => PooledPlace(Plan);

    /// <inheritdoc cref="PooledRow"/>
    public static string PooledPlace(NetworkPlan plan)
    {
        if (plan.HasPooledBuffer) return "pooled";
        RecurrentPlan layer = plan.Pooled;
        // A final state is that of the last step, or of the first where the layer runs backward.
        bool isFirst = plan.Spec.Output == OutputMode.FinalState && layer.Cells[0].Reverse;
        string row = isFirst ? "0" : layer.OutputRow == 0 ? "(steps - 1)" : "steps";
        return RowAt(layer.OutputBuffer, row, layer.OutputStride);
    }

    private void EmitPooling()
    {
        if (!Plan.HasPooledBuffer) return;
        W.Line($"// {Plan.Spec.Output.ToString()}: one vector for the sequence.");
        Local("pooled");
        if (Plan.PoolsOverSteps)
        {
            Steps(() => EmitPool(OutputRow(Pooled), "pooled", "tape.PooledAt[0]"));
            EmitPoolEnd("pooled");
            return;
        }
        string[] ends = Pooled.Cells.Select(cell => RowAt(OutputOf(cell), cell.LastRow, cell.Kernel.Outputs)).ToArray();
        W.Line(MergeOps.Merge(File, Pooled, ends[0], ends[1], "pooled"));
    }
}

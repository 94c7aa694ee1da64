using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes sequences layer by layer, over buffers that hold every step: with tape, and where a layer runs backward. Several sequences
/// are run together as <see cref="PackedRows"/>: what does not look at other steps takes all rows at once, a cell those of a step.
/// </summary>
internal class SequenceEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : NetworkEmitter(plan, kernelClass, file, w)
{
    /// <summary>Whether the same method also runs without a tape.</summary>
    private bool _isGeneric;

    protected virtual string Mode => _isGeneric ? "TTape" : "Taped";

    public void Emit(bool withTape, bool withoutTape)
    {
        _isGeneric = withoutTape;
        if (_isGeneric) EmitUntaped();
        string parameters = $"ref float p, {Input}, ref float state, ref float y, {TapeClass} tape";
        W.Line();
        W.Line($"/// <summary>The sequences that the tape's rows are cut into, layer by layer{(withTape ? ", and what their backward pass needs" : "")}.</summary>");
        if (_isGeneric && withTape)
        {
            W.Line($"internal static void Forward({parameters}) =>");
            W.Line("    Run<Taped>(ref p, ref x, ref state, ref y, tape);");
            W.Line();
            W.Line("/// <summary>The same, layer by layer.</summary>");
        }
        string method = _isGeneric ? "private static void Run<TTape>" : "internal static void Forward";
        using (W.Block($"{method}({parameters}){(_isGeneric ? " where TTape : struct, ITapeMode" : "")}"))
        using (W.Block("unchecked"))
        {
            EmitPacked();
            EmitEveryStep();
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
            W.Line($"if (s_workspace is null || s_workspace.MaxSteps < steps) s_workspace = new {TapeClass}(steps, 1, records: false);");
            W.Line("return s_workspace;");
        }
        W.Line();
        W.Line("/// <summary>A sequence.</summary>");
        using (W.Block($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y)"))
        {
            W.Line($"{TapeClass} room = Reserve(steps);");
            W.Line("room.Packed.Set(steps);");
            W.Line("Run<Untaped>(ref p, ref x, ref state, ref y, room);");
        }
    }

    private void EmitEmbedding(SourcePlan source)
    {
        Local(source.Name + "X");
        string row = Row(source.Name + "X", source.Part.Width);
        EachRow(() => W.Line(source.Panel is not null ? TiedOps.Read(File, source, Token(source), "p", row)
            : RowOps.Copy(File, source.Part.Width, Table("p", source, Token(source)), row)));
        if (Plan.SourceDropouts.Count == 0) return;
        WhereDropped(() => EachSeededStep(() => EmitSourceDropout(source, row)));
    }

    private void EmitDroppedInput(SourcePlan source)
    {
        int width = source.Part.Width;
        LocalUnlessDropped(source.Name + "X", "x");
        WhereDropped(() => EachSeededStep(() =>
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
            if (!isHead) EachSeededStep(() => W.Line(DropoutOps.Drop(File, layer.Use, "t", layer.OutputStride, 0, OutputRow(layer.Below), OutputRow(layer))));
            else EachSequence(() =>
            {
                EmitSeed("b");
                string from = layer == Plan.Head[0] ? "pooled" : layer.Below.OutputBuffer;
                W.Line(DropoutOps.Drop(File, layer.Use, "0", layer.OutputStride, 0, OfSequence(from, layer.OutputStride), OfSequence(layer.OutputBuffer, layer.OutputStride)));
            });
        });
    }

    /// <summary>What a kernel gets of a layer's inputs in row n.</summary>
    private IReadOnlyList<string> Inputs(LayerPlan layer)
    {
        return layer.Feeds.Select(feed => feed.Source is { } source ? OfSource(source) : $"ref {OutputRow(feed.Layer!)}").ToList();

        string OfSource(SourcePlan source) => source.IsEmbedding ? $"ref {Row(source.Name + "X", source.Part.Width)}"
            : source.Token < 0 ? $"ref {Row(Plan.DropsRealInput ? source.Name + "X" : "x", Plan.Topology.InputsPerStep)}" : TokenArguments(source);
    }

    /// <summary>What a kernel of many rows gets of a layer's inputs: the first row, 0 or n, and the distance between rows.</summary>
    private IReadOnlyList<string> InputRows(LayerPlan layer, bool fromN = false)
    {
        int perStep = Plan.Topology.InputsPerStep;
        return layer.Feeds.Select(feed => feed.Source is { } source ? OfSource(source) : OfLayer(feed.Layer!)).ToList();

        string OfSource(SourcePlan source) => source.IsEmbedding ? Rows(source.Name + "X", source.Part.Width)
            : source.Token < 0 ? Rows(Plan.DropsRealInput ? source.Name + "X" : "x", perStep)
            : $"ref {(fromN ? Token(source) : Lanes.At("x", source.Token))}, {Literal.Of(perStep)}";

        string Rows(string buffer, int stride) => $"ref {(fromN ? Row(buffer, stride) : buffer)}, {Literal.Of(stride)}";

        string OfLayer(LayerPlan below) =>
            $"ref {(fromN ? OutputRow(below) : RowBehind(below.OutputRow, below.OutputBuffer, below.OutputStride))}, {Literal.Of(below.OutputStride)}";
    }

    private void EmitRecurrent(RecurrentPlan layer)
    {
        foreach (CellPlan cell in layer.Cells) EmitBegin(layer, cell);
        if (layer.Interleaves) EmitBothWays(layer);
        else
        {
            foreach (CellPlan cell in layer.Cells) EmitSteps(layer, cell);
        }
        foreach (CellPlan cell in layer.Cells) EmitEnd(cell);
        if (layer.IsMerged)
        {
            Local(layer.InnerBuffer);
            EachRow(() => W.Line(MergeOps.Merge(File, layer, Row(OutputOf(layer.Cells[0]), layer.Cells[0].Kernel.Outputs, 1),
                Row(OutputOf(layer.Cells[1]), layer.Cells[1].Kernel.Outputs), Row(layer.InnerBuffer, layer.OutputStride))));
        }
        if (layer.HasBypass) EmitBypass(layer);
    }

    /// <summary>All steps of a cell.</summary>
    protected virtual void EmitSteps(RecurrentPlan layer, CellPlan cell)
    {
        using (EachPiece(cell)) EmitPiece(layer, cell);
    }

    private void EmitBothWays(RecurrentPlan layer)
    {
        if (!_isGeneric || !layer.LoopsBothWays)
        {
            EmitByTurns(layer);
            return;
        }
        using (W.Block("if (TTape.Records)")) EmitByTurns(layer);
        W.Line("// Without a tape there is one sequence.");
        using (W.Block("else")) EmitUntapedBothWays(layer);
    }

    private void EmitUntapedBothWays(RecurrentPlan layer)
    {
        var kernel = new BothWaysKernel(layer);
        kernel.Emit(File, (calls, cell, number) =>
        {
            string h = $"h{number}", c = $"c{number}";
            List<string> inputs = cell.Kernel.Inputs.Select(part => part.IsToken ? BothWaysKernel.Values(part, number) + (part.IsMasked ? ", 1f" : "") : "ref " + BothWaysKernel.Values(part, number)).ToList();
            EmitCellCall(calls, cell, inputs, "Untaped", h, h, c, $"hNext{number}", $"cNext{number}", "Unsafe.NullRef<float>()", "");
        });
        string states = string.Join(", ", layer.Cells.Select(cell => $"ref {cell.Name}H{(cell.Kernel.HasCell ? $", ref {cell.Name}C" : "")}"));
        W.Line($"{kernel.Name}(rows, ref p, {string.Join(", ", InputRows(layer))}, {states});");
    }

    /// <summary>The two directions do not wait for each other: while one's activations are on their way, the other's sums are.</summary>
    private void EmitByTurns(RecurrentPlan layer)
    {
        using (W.Block("for (int i = 0; i < System.Math.Max(packed.Forward.Length, packed.Backward.Length); i++)"))
        {
            foreach (CellPlan cell in layer.Cells)
            {
                string pieces = PiecesOf(cell);
                using (W.Block($"if (i < {pieces}.Length)"))
                {
                    W.Line($"RowPiece piece = {pieces}[{(cell.Reverse ? $"{pieces}.Length - 1 - i" : "i")}];");
                    EmitPiece(layer, cell);
                }
            }
        }
    }

    /// <summary>s = y + x, or T∘y + (1 − T)∘x.</summary>
    private void EmitBypass(RecurrentPlan layer)
    {
        LayerPlan below = layer.Feeds[0].Layer!;
        string t = "";
        Local(layer.OutputBuffer);
        if (layer.Gate is { } gate)
        {
            t = Row(gate.OutputBuffer, layer.OutputStride);
            Local(gate.OutputBuffer);
            EmitDenseRows(gate, "rows", $"ref {RowBehind(below.OutputRow, below.OutputBuffer, below.OutputStride)}, {Literal.Of(below.OutputStride)}", gate.OutputBuffer, layer.OutputStride);
        }
        EachRow(() => W.Line(SkipOps.Join(File, layer, t, Row(layer.InnerBuffer, layer.OutputStride, layer.InnerRow), OutputRow(below), OutputRow(layer))));
    }

    private static string OutputOf(CellPlan cell) => cell.Name + "H";

    /// <summary>The buffer of a cell's sums W·x + b: that of their gradient, which is made later.</summary>
    private static string SumsOf(CellPlan cell) => cell.Name + Text.Capital(CellEmitter.Of(cell.Kernel).InputGradient);

    private static int SumsStride(CellKernel kernel) => CellKernel.GradientStride(CellEmitter.Of(kernel).InputSums.Count * kernel.Units);

    /// <summary>What a cell does before its first step.</summary>
    private void EmitBegin(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = cell.Name + "H", c = cell.Name + "C";
        Local(h);
        if (kernel.HasCell) Local(c);
        if (kernel.RecordSlots > 0 && (Mode != "Untaped" || kernel.NeedsScratch)) Local(cell.Name + "Record");
        if (RunsTogether(cell)) Local("rowSums");
        if (kernel.ResetsBefore) Local(cell.Name + "Rh");
        if (kernel.Projects) Local(cell.Name + "M");
        bool drops = cell.Dropout is not null && MayDrop;
        if (drops)
        {
            Local(cell.Name + "Mask");
            Local(cell.Name + "Hm");
        }
        EachSequence(() =>
        {
            W.Line(RowOps.Copy(File, outputs, OfState("state", cell.HName), Initial(cell, h, outputs)));
            if (kernel.HasCell) W.Line(RowOps.Copy(File, units, OfState("state", cell.CName), Initial(cell, c, units)));
        });
        if (drops)
        {
            W.Line("// U multiplies m∘h, with one mask for a sequence.");
            using (W.Block("if (drops)")) EachSequence(() =>
            {
                EmitSeed("b");
                W.Line(DropoutOps.Mask(File, cell.Dropout!, outputs, OfSequence(cell.Name + "Mask", outputs)));
            });
        }
        if (!kernel.SumsAhead) return;
        CellEmitter emitter = CellEmitter.Of(kernel);
        emitter.EmitSums(File);
        Local(SumsOf(cell));
        string call = $"{emitter.SumsName}(rows, ref {Lanes.At("p", cell.WeightsName)}, {string.Join(", ", InputRows(layer))}, ref {SumsOf(cell)}, {Literal.Of(SumsStride(kernel))});";
        W.Line(RunsTogether(cell) ? $"if (packed.MaxSequences == 1) {call}" : call);
    }

    /// <summary>The row of the initial state of sequence b: in front of all steps, or behind them.</summary>
    protected virtual string Initial(CellPlan cell, string buffer, int stride) => cell.Reverse ? RowAt(buffer, "(rows + b)", stride) : OfSequence(buffer, stride);

    /// <summary>The row of its final state.</summary>
    protected virtual string Final(CellPlan cell, string buffer, int stride) =>
        cell.Reverse ? OfSequence(buffer, stride) : RowAt(buffer, "(sequences + packed.LastOf(b))", stride);

    /// <summary>Whether there is a kernel that takes a step of several sequences.</summary>
    protected virtual bool RunsTogether(CellPlan cell) => cell.Kernel.SharesRows
        && !CellKernel.SplitsState(cell.Kernel.Spec) && !cell.Kernel.Inputs.Any(part => part.IsMasked);

    /// <summary>A piece of a cell's rows: several with shared weights where there is a kernel for them, or one by one.</summary>
    private void EmitPiece(RecurrentPlan layer, CellPlan cell)
    {
        if (!RunsTogether(cell))
        {
            EachOfPiece(() =>
            {
                if (cell.Kernel.Inputs.Any(part => part.IsMasked))
                {
                    W.Line("int t = piece.Step;");
                    EmitSeed("b");
                }
                EmitStep(layer, cell);
            });
            return;
        }
        W.Line("int n = piece.First, before = piece.Before, b = piece.Sequence;");
        // Not by how many there are: a row's numbers are the same whatever runs beside it.
        using (W.Block("if (packed.MaxSequences == 1)")) EmitStep(layer, cell);
        using (W.Block("else")) EmitSharedStep(layer, cell);
    }

    /// <summary>A cell's step in row n.</summary>
    protected void EmitStep(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = cell.Name + "H", c = cell.Name + "C", m = cell.Name + "M";
        string hNext = Row(h, outputs, cell.OutputRow), hBefore = Before(h, outputs), hm = hBefore;
        if (cell.Dropout is not null && MayDrop)
        {
            hm = "hm";
            string dropped = Row(cell.Name + "Hm", outputs);
            W.Line($"ref float hm = ref (drops ? ref {dropped} : ref {hBefore});");
            W.Line($"if (drops) {RowOps.Multiply(File, outputs, OfSequence(cell.Name + "Mask", outputs), hBefore, "hm")}");
        }
        IReadOnlyList<string> inputs = kernel.SumsAhead ? [$"ref {Row(SumsOf(cell), SumsStride(kernel))}"] : Inputs(layer);
        EmitCellCall(cell, inputs, Mode, hBefore, hm, Before(c, units), kernel.Projects ? Row(m, units) : hNext,
            Row(c, units, cell.OutputRow), Record(kernel, cell.Name + "Record"), Row(cell.Name + "Rh", units), kernel.SumsAhead);
        if (cell.Projector is { } projector) EmitProjection(projector, Row(m, units), hNext);
    }

    /// <summary>The row of the state that row n starts from.</summary>
    private static string Before(string buffer, int stride) => RowAt(buffer, "before", stride);

    /// <summary>A cell's step in the piece's rows from n on.</summary>
    private void EmitSharedStep(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter.Of(kernel).EmitRows(File);
        int units = kernel.Units, outputs = kernel.Outputs;
        string h = Rows(Before(cell.Name + "H", outputs), outputs), hNext = Rows(Row(cell.Name + "H", outputs, cell.OutputRow), outputs);
        string p = $"piece.Count, ref {Lanes.At("p", cell.WeightsName)}", x = string.Join(", ", InputRows(layer, fromN: true));
        string hm = h, m = Rows(Row(cell.Name + "M", units), units);
        if (cell.Dropout is not null && MayDrop)
        {
            string dropped = Row(cell.Name + "Hm", outputs);
            using (W.Block("if (drops)"))
            using (W.Block("for (int k = 0; k < piece.Count; k++)"))
            {
                W.Line(RowOps.Multiply(File, outputs, RowAt(cell.Name + "Mask", "(b + k)", outputs), RowAt(cell.Name + "H", "(before + k)", outputs), RowAt(cell.Name + "Hm", "(n + k)", outputs)));
            }
            W.Line($"ref float hm = ref (drops ? ref {dropped} : ref {Before(cell.Name + "H", outputs)});");
            hm = Rows("hm", outputs);
        }
        string sums = $"ref rowSums, {Literal.Of(CellEmitter.Of(kernel).RowSumsLength)}";
        if (kernel.ResetsBefore)
        {
            string rh = Rows(Row(cell.Name + "Rh", units), units), record = Rows(Row(cell.Name + "Record", kernel.RecordLength), kernel.RecordLength);
            W.Line($"{kernel.Name}ResetRows({p}, {x}, {hm}, {rh}, {record}, {sums});");
            W.Line($"{kernel.Name}Rows({p}, {h}, {rh}, {hNext}, {record}, {sums});");
        }
        else
        {
            string c = kernel.HasCell ? ", " + Rows(Before(cell.Name + "C", units), units) : "";
            string cNext = kernel.HasCell ? ", " + Rows(Row(cell.Name + "C", units, cell.OutputRow), units) : "";
            string record = kernel.RecordSlots == 0 ? "" : $", {Reference(Record(kernel, cell.Name + "Record"))}, {Literal.Of(kernel.RecordLength)}";
            W.Line($"{kernel.Name}Rows<{Mode}>({p}, {x}, {hm}{c}, {(kernel.Projects ? m : hNext)}{cNext}{record}, {sums});");
        }
        if (cell.Projector is { } projector) EmitDenseRows(projector, "piece.Count", m, Row(cell.Name + "H", outputs, cell.OutputRow), outputs);

        static string Rows(string first, int stride) => $"ref {first}, {Literal.Of(stride)}";
    }

    /// <summary>What a cell does after its last step.</summary>
    private void EmitEnd(CellPlan cell) => EachSequence(() =>
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        W.Line(RowOps.Copy(File, outputs, Final(cell, cell.Name + "H", outputs), OfState("state", cell.HName)));
        if (kernel.HasCell) W.Line(RowOps.Copy(File, units, Final(cell, cell.Name + "C", units), OfState("state", cell.CName)));
    });

    private string Record(CellKernel kernel, string record)
    {
        if (kernel.RecordSlots == 0 || (Mode == "Untaped" && !kernel.NeedsScratch)) return "Unsafe.NullRef<float>()";
        string row = Row(record, kernel.RecordLength);
        return _isGeneric && !kernel.NeedsScratch ? $"TTape.Records ? ref {row} : ref Unsafe.NullRef<float>()" : row;
    }

    private void EmitDense(DensePlan dense, bool isHead)
    {
        Local(dense.OutputBuffer);
        if (isHead)
        {
            string from = dense == Plan.Head[0] ? "pooled" : Plan.Below(dense)!.OutputBuffer;
            EmitDenseRows(dense, Sequences, $"ref {from}, {Literal.Of(PanelLayout.Pad(dense.InputWidth))}", dense.OutputBuffer, dense.OutputStride);
        }
        // Where dropout has a factor for each token, a row is one product more than the kernel of many rows knows of.
        else if (MayDrop && dense.Kernel.Inputs.Any(part => part.IsMasked))
        {
            new DenseEmitter(dense.Kernel).EmitStep(File);
            EachSeededStep(() => W.Line($"{dense.Kernel.Name}(ref {Lanes.At("p", dense.WeightsName)}, {string.Join(", ", Inputs(dense))}, ref {OutputRow(dense)});"));
        }
        else EmitDenseRows(dense, "rows", string.Join(", ", InputRows(dense)), dense.OutputBuffer, dense.OutputStride);
    }

    private void EmitDenseRows(DensePlan dense, string rows, string x, string y, int stride)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        emitter.EmitRows(File);
        W.Line($"{emitter.RowsName}({rows}, ref {Lanes.At("p", dense.WeightsName)}, {x}, ref {y}, {Literal.Of(stride)});");
    }

    protected void EmitOutputs()
    {
        if (Last is DensePlan { StaysOutside: true }) return;
        W.Line();
        int size = Plan.Topology.OutputSize;
        // Where the input is added, both are read before the output is written, which may be written over the input.
        EachRow(() => W.Line(Plan.Spec.InputSkip
            ? RowOps.Sum(File, size, OutputRow(Last), Row("x", Plan.Topology.InputsPerStep), Row("y", size))
            : RowOps.Copy(File, size, OutputRow(Last), Row("y", size))));
    }

    private void EmitHead()
    {
        W.Line();
        EmitPooling();
        foreach (LayerPlan layer in Plan.Head)
        {
            W.Line($"// {layer.Title}");
            if (layer is DropoutPlan dropout) EmitDropout(dropout, isHead: true);
            else EmitDense((DensePlan)layer, isHead: true);
        }
        int size = Plan.Topology.OutputSize;
        string from = Plan.Head.Count == 0 ? "pooled" : Last.OutputBuffer;
        EachSequence(() => W.Line(RowOps.Copy(File, size, OfSequence(from, PanelLayout.Pad(size)), OfSequence("y", size))));
    }

    private void EmitPooling()
    {
        W.Line($"// {Plan.Spec.Output.ToString()}: one vector for a sequence.");
        Local("pooled");
        int width = Pooled.OutputWidth, stride = PanelLayout.Pad(width);
        string pooled = OfSequence("pooled", stride);
        if (Plan.PoolsOverSteps)
        {
            EachStep(() => EmitPool(OutputRow(Pooled), pooled, $"tape.PooledAt[{Text.Times("b", width)}]", "t"));
            if (Plan.Spec.Output == OutputMode.Mean) EachSequence(() => EmitPoolEnd(pooled, "packed.LengthOf(b)"));
            return;
        }
        bool isState = Plan.Spec.Output == OutputMode.FinalState;
        EachSequence(() => W.Line(isState && Pooled.IsMerged
            ? MergeOps.Merge(File, Pooled, End(Pooled.Cells[0]), End(Pooled.Cells[1]), pooled)
            : RowOps.Copy(File, width, RowAt(Pooled.OutputBuffer, LastOutput(isState), Pooled.OutputStride), pooled)));

        string End(CellPlan cell) => Final(cell, OutputOf(cell), cell.Kernel.Outputs);
    }

    /// <summary>The row of the pooled layer's outputs that is taken: that of the last step, or of the first where the state of a layer that runs backward is.</summary>
    private string LastOutput(bool isState) => isState && Pooled.Cells[0].Reverse ? "b" : Pooled.OutputRow == 0 ? "packed.LastOf(b)" : "(sequences + packed.LastOf(b))";
}

using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes <c>{Type}.Backward.g.cs</c>: full backpropagation through time, from the last layer to the first.</summary>
internal sealed partial class BackwardFile : NetworkEmitter
{
    // Buffers of gradients that hold something already: what comes later is added to it.
    private readonly HashSet<string> _written = [];

    // What weights are multiplied with goes chunk by chunk (EachChunk).
    private const string FirstOfChunk = "chunk.First", RowsOfChunk = "chunk.Count";

    private BackwardFile(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : base(plan, kernelClass, file, w) { }

    /// <summary>The file's text; <paramref name="forward"/> holds the forward kernels of the same class.</summary>
    public static string Emit(NetworkPlan plan, string kernelClass, KernelFile forward)
    {
        var w = new CodeWriter();
        var file = new KernelFile(forward);
        new BackwardFile(plan, kernelClass, file, w).EmitBackward();
        return KernelClass.Wrap(kernelClass, w.ToString() + file,
            "The backward kernels: a gradient carries a d, so dy = ∂L/∂y; each summary restates the forward line it differentiates.");
    }

    private void EmitBackward()
    {
        string parameters = $"ref float p, {Input}, {TapeClass} tape, ref float dOutputs, ref float dp, ref float dx, ref float dState";
        W.Line("/// <summary>Adds ∂L/∂parameters to dp; dState turns from ∂L/∂(final state) to ∂L/∂(initial state); dx may be a null reference.</summary>");
        using (W.Block($"internal static void Backward({parameters})"))
        using (W.Block("unchecked"))
        {
            EmitPacked();
            if (IsPooled) EmitHead();
            else if (Last is not DensePlan { StaysOutside: true })
            {
                Local(Last.GradientBuffer);
                int size = Plan.Topology.OutputSize;
                EachRow(() => W.Line(RowOps.Copy(File, size, Row("dOutputs", size), Row(Last.GradientBuffer, Last.OutputStride))));
            }
            foreach (LayerPlan layer in Plan.EveryStep.Reverse())
            {
                W.Line();
                W.Line($"// {layer.Title}");
                if (layer is RecurrentPlan recurrent) EmitRecurrent(recurrent);
                else if (layer is DropoutPlan dropout) EmitDropout(dropout);
                else EmitDense((DensePlan)layer);
            }
            EmitDroppedInput();
            EmitEmbeddings();
        }
    }

    private void EmitSlope(DensePlan dense, bool once)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        if (!emitter.HasSlope) return;
        emitter.EmitSlope(File);
        Local(dense.OutputBuffer);
        string y = dense.OutputBuffer, dy = dense.Name + "Dy";
        if (once) EachSequence(() => W.Line($"{dense.Kernel.Name}Slope(ref {OfSequence(y, dense.OutputStride)}, ref {OfSequence(dy, dense.OutputStride)});"));
        else EachRow(() => W.Line($"{dense.Kernel.Name}Slope(ref {Row(y, dense.OutputStride)}, ref {Row(dy, dense.OutputStride)});"));
    }

    private void EmitBias(DensePlan dense, PanelGradients gradients, string rows, string dz)
    {
        if (!dense.Kernel.Spec.Bias) return;
        var buffers = new Dictionary<string, string> { ["dz"] = dz };
        W.Line(gradients.Bias(DenseEmitter.BiasGradients, rows, buffers, Lanes.At("dp", dense.WeightsName)));
    }

    private void EmitDense(DensePlan dense)
    {
        EmitSlope(dense, once: false);
        DeclareInputs(dense, WeightsOf(dense));
        var gradients = new PanelGradients(File, dense.Kernel.Name, dense.Kernel.Panel, isCell: false);
        using IDisposable chunk = EachChunk(isReverse: false);
        EmitInputs(dense, WeightsOf(dense), gradients, dense.GradientBuffer, dense.OutputStride, isReverse: false);
        EmitBias(dense, gradients, RowsOfChunk, Begin(dense.GradientBuffer, dense.OutputStride));
    }

    /// <summary>A matrix turned round, which the method does once.</summary>
    private string Turned(TransposedPanel panel, string weights)
    {
        if (Local(panel.Buffer)) W.Line(TransposedProduct.Turn(File, panel, Lanes.At("p", weights), panel.Buffer));
        return panel.Buffer;
    }

    private string SourceRows(TransposedPanel panel, string rows, string dz, int dzStride, string ds, int dsStride, bool accumulate, string? step = null) =>
        TransposedProduct.Rows(File, panel, rows, panel.Buffer, $"ref {dz}, {Literal.Of(dzStride)}", $"ref {ds}, {Literal.Of(dsStride)}", accumulate, step);

    /// <summary>Where a layer's or a cell's weights lie, and whose kernels multiply with them.</summary>
    private sealed record Weights(string Owner, string Kernel, PanelLayout Panel, string Constant)
    {
        public TransposedPanel Input(InputPart part) => TransposedPanel.OfInput(part, Owner, Kernel, Panel);

        public TransposedPanel Whole(string group) => TransposedPanel.Whole(Owner, Kernel, Panel, group);
    }

    private static Weights WeightsOf(DensePlan dense) => new(dense.Name, dense.Kernel.Name, dense.Kernel.Panel, dense.WeightsName);

    private void EmitRecurrent(RecurrentPlan layer)
    {
        if (layer.HasBypass) EmitBypass(layer);
        bool isSplit = Plan.Spec.Output == OutputMode.FinalState && layer == Plan.Layers.OfType<RecurrentPlan>().Last();
        if (layer.IsMerged && !isSplit)
        {
            foreach (CellPlan cell in layer.Cells)
            {
                Local(cell.Name + "H");
                Local(cell.Name + "Dy");
            }
            CellPlan forward = layer.Cells[0], backward = layer.Cells[1];
            int units = forward.Kernel.Outputs;
            EachRow(() => W.Line(MergeOps.Split(File, layer, Row(layer.Name + "Dy", layer.OutputStride),
                Row(forward.Name + "H", units, forward.OutputRow), Row(backward.Name + "H", units, backward.OutputRow),
                Row(forward.Name + "Dy", units), Row(backward.Name + "Dy", units))));
        }
        foreach (CellPlan cell in layer.Cells) EmitCell(layer, cell);
    }

    private void EmitCell(RecurrentPlan layer, CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter emitter = CellEmitter.Of(kernel);
        emitter.EmitGateGradient(File);
        var gradients = new PanelGradients(File, kernel.Name, kernel.Panel, isCell: true);
        var weights = new Weights(cell.Name, kernel.Name, kernel.Panel, cell.WeightsName);
        int units = kernel.Units, outputs = kernel.Outputs, state = Plan.State.Length;
        string norms = kernel.IsNormalised ? $", ref {Lanes.At("p", cell.WeightsName)}, ref {Lanes.At("dp", cell.WeightsName)}" : "";
        string name = cell.Name, h = name + "H", dh = OfState("dState", cell.HName);
        Dictionary<string, string> dz = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => name + Text.Capital(gradient.Name));
        Dictionary<string, int> width = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => CellKernel.GradientStride(gradient.Gates * units));
        Dictionary<string, string> dzRow = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => Row(dz[gradient.Name], width[gradient.Name]));
        Local(h);
        foreach (string buffer in Buffers(kernel)) Local(name + buffer);
        foreach (string buffer in dz.Values) Local(buffer);
        // U multiplied m∘h: its gradient is masked as well, apart from what h gets otherwise (in a GRU).
        bool drops = cell.Dropout is not null, apart = drops && kernel.Spec is GruSpec;
        string hm = name + "Hm", dhm = apart ? OfSequence(name + "Dhm", outputs) : dh;
        if (drops)
        {
            Local(hm);
            Local(name + "Mask");
            if (apart) Local(name + "Dhm");
        }
        if (cell.Projector is { } projection) Turned(WeightsOf(projection).Whole("input"), projection.WeightsName);
        if (kernel.ResetsBefore) Turned(weights.Whole("candidate"), cell.WeightsName);
        if (emitter.HiddenGradient is not null) Turned(weights.Whole("hidden"), cell.WeightsName);
        DeclareInputs(layer, weights);

        using IDisposable chunk = EachChunk(cell.Reverse);
        using (EachPieceOfChunk(cell))
        {
            string dhOfPiece = At("dState", state, cell.HName);
            if (cell.Projector is { } projector)
            {
                EachOfPiece(() => W.Line(RowOps.Sum(File, outputs, Row(name + "Dy", outputs), dh, Row(name + "Dh", outputs))));
                W.Line(SourceRows(WeightsOf(projector).Whole("input"), "piece.Count", OfPiece(name + "Dh", outputs), outputs, At(name + "Dm", units, "0"), units, accumulate: false));
            }
            EachOfPiece(() => EmitGates(cell, emitter, dzRow, dh, norms));
            if (apart) EachOfPiece(() => W.Line(RowOps.Clear(File, outputs, dhm)));
            if (kernel.ResetsBefore)
            {
                W.Line(SourceRows(weights.Whole("candidate"), "piece.Count", OfPiece(dz["dzn"], width["dzn"]), width["dzn"], At(name + "Drh", units, "0"), units, accumulate: false));
                EachOfPiece(() =>
                {
                    string hBefore = RowAt(h, "before", outputs);
                    if (drops) W.Line($"ref float hNow = ref (drops ? ref {Row(hm, outputs)} : ref {hBefore});");
                    W.Line($"{kernel.Name}Resets(ref {Row(name + "Record", kernel.RecordLength)}, ref {(drops ? "hNow" : hBefore)}, ref {OfSequence(name + "Drh", units)}, ref {dhm}, ref {dzRow["dzx"]}, ref {dzRow["dzh"]}{norms});");
                });
            }
            if (emitter.HiddenGradient is { } hidden)
            {
                W.Line(SourceRows(weights.Whole("hidden"), "piece.Count", OfPiece(dz[hidden], width[hidden]), width[hidden],
                    apart ? At(name + "Dhm", outputs, "0") : dhOfPiece, apart ? outputs : state, accumulate: kernel.Spec is GruSpec, kernel.TurnsBackward ? "i" : null));
            }
            if (drops)
            {
                using (W.Block("if (drops)")) EachOfPiece(() => W.Line(RowOps.Multiply(File, outputs, OfSequence(name + "Mask", outputs), dhm, dhm)));
            }
            if (apart) EachOfPiece(() => W.Line(RowOps.Add(File, outputs, dhm, dh)));
        }
        string dp = Lanes.At("dp", cell.WeightsName);
        EmitInputs(layer, weights, gradients, dz[emitter.InputGradient], width[emitter.InputGradient], cell.Reverse);
        if (cell.Projector is { } product)
        {
            W.Line(Gradients(product).Weights("input", RowsOfChunk, Begin(name + "M", units), Begin(name + "Dh", outputs), Lanes.At("dp", product.WeightsName)));
        }
        if (emitter.HiddenGradient is { } rows) EmitHiddenWeights(cell, gradients, dz[rows], width[rows], dp);
        if (kernel.ResetsBefore) W.Line(gradients.Weights("candidate", RowsOfChunk, Begin(name + "Rh", units), Begin(dz["dzn"], width["dzn"]), dp));
        if (CellPlace.HasBias(kernel.Spec))
        {
            W.Line(gradients.Bias(emitter.BiasGradients, RowsOfChunk, dz.ToDictionary(pair => pair.Key, pair => Begin(pair.Value, width[pair.Key])), dp));
        }

        static string At(string buffer, int stride, string offset) => Lanes.At(buffer, Text.Sum(Text.Times("piece.Sequence", stride), offset));
    }

    /// <summary>The chunk's first row.</summary>
    private static string Begin(string buffer, int stride) => RowAt(buffer, FirstOfChunk, stride);

    /// <summary>Chunk by chunk against the order of reading: the gradients of a chunk's weights follow while the sums' gradients are in the cache.</summary>
    private IDisposable EachChunk(bool isReverse)
    {
        if (isReverse) return W.Block("foreach (RowChunk chunk in packed.BackwardChunks)");
        IDisposable block = W.Block("for (int c = packed.ForwardChunks.Length - 1; c >= 0; c--)");
        W.Line("RowChunk chunk = packed.ForwardChunks[c];");
        return block;
    }

    private IDisposable EachPieceOfChunk(CellPlan cell)
    {
        IDisposable block = W.Block(cell.Reverse ? "for (int i = chunk.FirstPiece; i < chunk.EndPiece; i++)" : "for (int i = chunk.EndPiece - 1; i >= chunk.FirstPiece; i--)");
        W.Line($"RowPiece piece = {PiecesOf(cell)}[i];");
        return block;
    }

    /// <summary>For every row n of the chunk.</summary>
    private void EachRowOfChunk(Action body)
    {
        using (W.Block($"for (int n = {FirstOfChunk}; n < {FirstOfChunk} + {RowsOfChunk}; n++)")) body();
    }

    /// <summary>A row's gradients of the gates' sums.</summary>
    private void EmitGates(CellPlan cell, CellEmitter emitter, Dictionary<string, string> dzRow, string dh, string norms)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units, outputs = kernel.Outputs;
        string name = cell.Name, h = name + "H", record = Row(name + "Record", kernel.RecordLength), dyRow = Row(name + "Dy", outputs);
        string dzRows = string.Join(", ", emitter.Gradients.Select(gradient => $"ref {dzRow[gradient.Name]}"));
        if (kernel.HasCell)
        {
            string upstream = cell.Projector is null ? $"ref {dyRow}, ref {dh}" : $"ref {OfSequence(name + "Dm", units)}";
            W.Line($"{kernel.Name}Gates(ref {record}, ref {RowAt(name + "C", "before", units)}, {upstream}, ref {OfState("dState", cell.CName)}, {dzRows}{Parameters(cell)});");
            return;
        }
        string kept = kernel.RecordSlots == 0 ? "" : $"ref {record}, ";
        string hRow = kernel.Spec is RnnSpec ? Row(h, units, cell.OutputRow) : RowAt(h, "before", outputs);
        W.Line($"{kernel.Name}Gates({kept}ref {hRow}, ref {dyRow}, ref {dh}, {dzRows}{norms});");
    }

    /// <summary>dU: the states before the rows stand in few runs of the buffer of h; masked ones in rows of their own.</summary>
    private void EmitHiddenWeights(CellPlan cell, PanelGradients gradients, string dz, int dzStride, string dp)
    {
        int outputs = cell.Kernel.Outputs;
        string h = cell.Name + "H";
        if (cell.Dropout is null) EmitRuns();
        else
        {
            W.Line($"if (drops) {gradients.Weights("hidden", RowsOfChunk, Begin(cell.Name + "Hm", outputs), Begin(dz, dzStride), dp)}");
            using (W.Block("else")) EmitRuns();
        }

        void EmitRuns()
        {
            using (W.Block($"for (int i = chunk.FirstRun; i < chunk.EndRun; i++)"))
            {
                W.Line($"RowPiece run = {PiecesOf(cell)}Runs[i];");
                W.Line(gradients.Weights("hidden", "run.Count", RowAt(h, "run.Before", outputs), RowAt(dz, "run.First", dzStride), dp));
            }
        }
    }

    /// <summary>What the gates' gradients also need where gates see the cell or are normalised.</summary>
    private string Parameters(CellPlan cell) => cell.Kernel.Spec is LstmSpec { Peephole: true } or LstmSpec { LayerNorm: true }
        ? $", ref {Lanes.At("p", cell.WeightsName)}, ref {Row(cell.Name + "C", cell.Kernel.Units, cell.OutputRow)}, ref {Lanes.At("dp", cell.WeightsName)}" : "";

    private PanelGradients Gradients(DensePlan projector) => new(File, projector.Kernel.Name, projector.Kernel.Panel, isCell: false);

    private static IEnumerable<string> Buffers(CellKernel kernel)
    {
        if (kernel.HasCell) yield return "C";
        if (kernel.RecordSlots > 0) yield return "Record";
        string[] others = kernel.ResetsBefore ? ["Rh", "Drh"] : kernel.Projects ? ["M", "Dm", "Dh"] : [];
        foreach (string other in others) yield return other;
    }

    /// <summary>The gradients of a layer's inputs and of their weights; where another cell read the same, the gradients of both are added.</summary>
    private void EmitInputs(LayerPlan layer, Weights weights, PanelGradients gradients, string dz, int dzStride, bool isReverse)
    {
        foreach (Feed feed in layer.Feeds)
        {
            if (feed.Source is { } source) EmitSource(source, weights, gradients, dz, dzStride, isReverse);
            else EmitBelow(feed, weights, gradients, dz, dzStride);
        }
    }

    /// <summary>Names, outside of all loops, what the gradients of a layer's inputs need, and turns its weights round.</summary>
    private void DeclareInputs(LayerPlan layer, Weights weights)
    {
        foreach (Feed feed in layer.Feeds)
        {
            if (feed.Layer is { } below)
            {
                LocalOutput(below);
                Local(below.GradientBuffer);
                Turned(weights.Input(feed.Part), weights.Constant);
            }
            else if (feed.Source!.IsEmbedding)
            {
                Local(feed.Source.Name + "X");
                Local(feed.Source.Name + "Dx");
                Turned(weights.Input(feed.Part), weights.Constant);
            }
            else if (feed.Source.Token < 0)
            {
                TransposedPanel panel = weights.Input(feed.Part);
                Local(panel.Buffer);
                W.Line($"if (!Unsafe.IsNullRef(ref dx)) {TransposedProduct.Turn(File, panel, Lanes.At("p", weights.Constant), panel.Buffer)}");
                if (feed.Part.Width != PanelLayout.Pad(feed.Part.Width)) Local(feed.Source.Name + "Dx");
                if (Plan.DropsRealInput) LocalUnlessDropped(feed.Source.Name + "X", "x");
            }
        }
    }

    private void EmitBelow(Feed feed, Weights weights, PanelGradients gradients, string dz, int dzStride)
    {
        LayerPlan below = feed.Layer!;
        int stride = below.OutputStride;
        string s = $"({FirstOfChunk}{(below.OutputRow == 0 ? "" : " + sequences")})";
        bool accumulate = !_written.Add(below.GradientBuffer);
        W.Line(SourceRows(weights.Input(feed.Part), RowsOfChunk, Begin(dz, dzStride), dzStride, Begin(below.GradientBuffer, stride), stride, accumulate));
        W.Line(gradients.Weights(feed.Part, RowsOfChunk, RowAt(below.OutputBuffer, s, stride), stride, Begin(dz, dzStride), Lanes.At("dp", weights.Constant)));
    }

    /// <summary>Where a layer's outputs begin: on the tape; where dropout may act, it is settled at run time.</summary>
    private string OutputsOf(LayerPlan layer)
    {
        LocalOutput(layer);
        return RowBehind(layer.OutputRow, layer.OutputBuffer, layer.OutputStride);
    }

    private void EmitSource(SourcePlan source, Weights weights, PanelGradients gradients, string dz, int dzStride, bool isReverse)
    {
        string dp = Lanes.At("dp", weights.Constant), dzRow = Row(dz, dzStride), dzBegin = Begin(dz, dzStride);
        int width = source.Part.Width;
        bool accumulate = !_written.Add(source.Name);
        if (source.Token < 0)
        {
            using (W.Block("if (!Unsafe.IsNullRef(ref dx))")) EmitRealInput(source, weights, dz, dzStride, accumulate);
            W.Line(gradients.Weights(source.Part, RowsOfChunk, Begin(Plan.DropsRealInput ? source.Name + "X" : "x", width), width, dzBegin, dp));
        }
        else if (source.IsEmbedding)
        {
            int padded = PanelLayout.Pad(width);
            W.Line(SourceRows(weights.Input(source.Part), RowsOfChunk, dzBegin, dzStride, Begin(source.Name + "Dx", padded), padded, accumulate));
            W.Line(gradients.Weights(source.Part, RowsOfChunk, Begin(source.Name + "X", width), width, dzBegin, dp));
        }
        else if (source.Part.IsMasked)
        {
            // Masks are hashed of sequence and step.
            using (W.Block("for (int i = chunk.FirstPiece; i < chunk.EndPiece; i++)"))
            {
                W.Line($"RowPiece piece = packed.{(isReverse ? "Backward" : "Forward")}[i];");
                EachOfPiece(() =>
                {
                    W.Line("int t = piece.Step;");
                    EmitSeed("b");
                    W.Line(gradients.Token(source.Part, TokenArguments(source), dzRow, dp));
                });
            }
        }
        else EachRowOfChunk(() => W.Line(gradients.Token(source.Part, TokenArguments(source), dzRow, dp)));
    }

    /// <summary>dx = Wᵀ·dz of the network's inputs, whose rows have no room for padding: some are computed beside and copied.</summary>
    private void EmitRealInput(SourcePlan source, Weights weights, string dz, int dzStride, bool accumulate)
    {
        TransposedPanel panel = weights.Input(source.Part);
        int width = source.Part.Width, padded = PanelLayout.Pad(width), most = TapePlanner.RowsOfInputGradients;
        string room = source.Name + "Dx";
        if (width == padded) W.Line(SourceRows(panel, RowsOfChunk, Begin(dz, dzStride), dzStride, Begin("dx", width), width, accumulate));
        else
        {
            using (W.Block($"for (int done = 0; done < {RowsOfChunk}; done += {most})"))
            {
                W.Line($"int some = System.Math.Min({RowsOfChunk} - done, {most}), first = {FirstOfChunk} + done;");
                W.Line(SourceRows(panel, "some", RowAt(dz, "first", dzStride), dzStride, room, padded, accumulate: false));
                using (W.Block("for (int k = 0; k < some; k++)"))
                {
                    string from = RowAt(room, "k", padded), to = RowAt("dx", "(first + k)", width);
                    W.Line(accumulate ? RowOps.Add(File, width, from, to) : RowOps.Copy(File, width, from, to));
                }
            }
        }
        int size = Plan.Topology.OutputSize;
        if (Plan.Spec.InputSkip && !accumulate && !Plan.DropsRealInput) EachRowOfChunk(() => W.Line(RowOps.Add(File, size, Row("dOutputs", size), Row("dx", width))));
    }

    private void EmitEmbeddings()
    {
        foreach (SourcePlan source in Plan.Sources.Where(source => source.IsEmbedding))
        {
            W.Line();
            W.Line($"// {source.Name}: x = table[token]; so the token's row gets dx.");
            string dx = Row(source.Name + "Dx", PanelLayout.Pad(source.Part.Width));
            if (Plan.SourceDropouts.Count > 0)
            {
                using (W.Block("if (drops)")) EachSeededStep(() => EmitSourceDropout(source, dx));
            }
            using IDisposable chunk = EachChunk(isReverse: false);
            EachRowOfChunk(() => W.Line(source.Panel is not null ? TiedOps.Add(File, source, Token(source), "dp", dx)
                : RowOps.Add(File, source.Part.Width, dx, Table("dp", source, Token(source)))));
        }
    }
}

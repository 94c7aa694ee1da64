using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes <c>{Type}.Backward.g.cs</c>: full backpropagation through time, from the last layer to the first.</summary>
internal sealed partial class BackwardFile : NetworkEmitter
{
    // Buffers of gradients that hold something already: what comes later is added to it.
    private readonly HashSet<string> _written = [];

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
        string parameters = $"ref float p, {Input}, int steps, {TapeClass} tape, ref float dOutputs, ref float dp, ref float dx, ref float dState";
        W.Line("/// <summary>Adds ∂L/∂parameters to dp; dState turns from ∂L/∂(final state) to ∂L/∂(initial state); dx may be a null reference.</summary>");
        using (W.Block($"internal static void Backward({parameters})"))
        using (W.Block("unchecked"))
        {
            EmitSeed();
            if (IsPooled) EmitHead();
            else
            {
                Local(Last.GradientBuffer);
                int size = Plan.Topology.OutputSize;
                Steps(() => W.Line(RowOps.Copy(File, size, Row("dOutputs", size), Row(Last.GradientBuffer, Last.OutputStride))));
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
        if (once) W.Line($"{dense.Kernel.Name}Slope(ref {y}, ref {dy});");
        else Steps(() => W.Line($"{dense.Kernel.Name}Slope(ref {Row(y, dense.OutputStride)}, ref {Row(dy, dense.OutputStride)});"));
    }

    private void EmitBias(DensePlan dense, PanelGradients gradients, string steps)
    {
        if (!dense.Kernel.Spec.Bias) return;
        var buffers = new Dictionary<string, string> { ["dz"] = dense.Name + "Dy" };
        W.Line(gradients.Bias(DenseEmitter.BiasGradients, steps, buffers, Lanes.At("dp", dense.WeightsName)));
    }

    private void EmitDense(DensePlan dense)
    {
        EmitSlope(dense, once: false);
        var gradients = new PanelGradients(File, dense.Kernel.Name, dense.Kernel.Panel);
        EmitInputs(dense, gradients, dense.WeightsName, dense.Name + "Dy", dense.OutputStride);
        EmitBias(dense, gradients, "steps");
    }

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
            Steps(() => W.Line(MergeOps.Split(File, layer, Row(layer.Name + "Dy", layer.OutputStride),
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
        var gradients = new PanelGradients(File, kernel.Name, kernel.Panel);
        int units = kernel.Units, outputs = kernel.Outputs;
        string norms = kernel.IsNormalised ? $", ref {Lanes.At("p", cell.WeightsName)}, ref {Lanes.At("dp", cell.WeightsName)}" : "";
        string name = cell.Name, h = name + "H", p = Lanes.At("p", cell.WeightsName), dh = Lanes.At("dState", cell.HName);
        Dictionary<string, string> dz = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => name + Text.Capital(gradient.Name));
        Dictionary<string, string> dzRow = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => Row(dz[gradient.Name], gradient.Gates * units));
        Local(h);
        foreach (string buffer in Buffers(kernel)) Local(name + buffer);
        foreach (string buffer in dz.Values) Local(buffer);
        // U multiplied m∘h: its gradient is masked as well, apart from what h gets otherwise (in a GRU).
        bool drops = cell.Dropout is not null, apart = drops && kernel.Spec is GruSpec;
        string hm = name + "Hm", dhm = apart ? name + "Dhm" : dh;
        if (drops)
        {
            LocalMaskedState(cell);
            Local(name + "Mask");
            if (apart) Local(dhm);
        }

        using (W.Block(cell.LoopBack))
        {
            string record = Row(name + "Record", kernel.RecordLength), dyRow = Row(name + "Dy", outputs);
            string hBefore = Row(h, outputs, cell.StateRow), dzRows = string.Join(", ", emitter.Gradients.Select(gradient => $"ref {dzRow[gradient.Name]}"));
            if (kernel.HasCell)
            {
                string upstream = $"ref {dyRow}, ref {dh}";
                if (cell.Projector is { } projector)
                {
                    string dhRow = Row(name + "Dh", outputs);
                    W.Line(RowOps.Sum(File, outputs, dyRow, dh, dhRow));
                    W.Line(Gradients(projector).Sources("input", Lanes.At("p", projector.WeightsName), dhRow, name + "Dm", accumulate: false));
                    upstream = $"ref {name}Dm";
                }
                W.Line($"{kernel.Name}Gates(ref {record}, ref {Row(name + "C", units, cell.StateRow)}, {upstream}, ref {Lanes.At("dState", cell.CName)}, {dzRows}{Parameters(cell)});");
            }
            else
            {
                string kept = kernel.RecordSlots == 0 ? "" : $"ref {record}, ", hRow = kernel.Spec is RnnSpec ? Row(h, units, cell.OutputRow) : hBefore;
                W.Line($"{kernel.Name}Gates({kept}ref {hRow}, ref {dyRow}, ref {dh}, {dzRows}{norms});");
            }
            if (apart) W.Line(RowOps.Clear(File, outputs, dhm));
            if (kernel.ResetsBefore)
            {
                W.Line(gradients.Sources("candidate", p, dzRow["dzn"], name + "Drh", accumulate: false));
                W.Line($"{kernel.Name}Resets(ref {record}, ref {(drops ? Row(hm, outputs) : hBefore)}, ref {name}Drh, ref {dhm}, ref {dzRow["dzx"]}, ref {dzRow["dzh"]}{norms});");
            }
            if (emitter.HiddenGradient is { } hidden) W.Line(gradients.Sources("hidden", p, dzRow[hidden], dhm, accumulate: kernel.Spec is GruSpec));
            if (drops) W.Line($"if (drops) {RowOps.Multiply(File, outputs, name + "Mask", dhm, dhm)}");
            if (apart) W.Line(RowOps.Add(File, outputs, dhm, dh));
        }
        string dp = Lanes.At("dp", cell.WeightsName);
        EmitInputs(layer, gradients, cell.WeightsName, dz[emitter.InputGradient], units * emitter.Gradients[0].Gates);
        if (cell.Projector is { } product)
        {
            W.Line(Gradients(product).Weights("input", name + "M", name + "Dh", Lanes.At("dp", product.WeightsName)));
        }
        if (emitter.HiddenGradient is { } rows) W.Line(gradients.Weights("hidden", drops ? hm : RowAt(h, Literal.Of(cell.StateRow), outputs), dz[rows], dp));
        if (kernel.ResetsBefore) W.Line(gradients.Weights("candidate", name + "Rh", dz["dzn"], dp));
        if (CellPlace.HasBias(kernel.Spec)) W.Line(gradients.Bias(emitter.BiasGradients, "steps", dz, dp));
    }

    /// <summary>What the gates' gradients also need where gates see the cell or are normalised.</summary>
    private static string Parameters(CellPlan cell) => cell.Kernel.Spec is LstmSpec { Peephole: true } or LstmSpec { LayerNorm: true }
        ? $", ref {Lanes.At("p", cell.WeightsName)}, ref {Row(cell.Name + "C", cell.Kernel.Units, cell.OutputRow)}, ref {Lanes.At("dp", cell.WeightsName)}" : "";

    private PanelGradients Gradients(DensePlan projector) => new(File, projector.Kernel.Name, projector.Kernel.Panel);

    private static IEnumerable<string> Buffers(CellKernel kernel)
    {
        if (kernel.HasCell) yield return "C";
        if (kernel.RecordSlots > 0) yield return "Record";
        string[] others = kernel.ResetsBefore ? ["Rh", "Drh"] : kernel.Projects ? ["M", "Dm", "Dh"] : [];
        foreach (string other in others) yield return other;
    }

    /// <summary>The gradients of a layer's inputs and of their weights; where another cell read the same, the gradients of both are added.</summary>
    private void EmitInputs(LayerPlan layer, PanelGradients gradients, string weights, string dz, int dzStride)
    {
        foreach (Feed feed in layer.Feeds)
        {
            if (feed.Source is { } source) EmitSource(source, gradients, weights, dz, dzStride);
            else EmitBelow(feed, gradients, weights, dz, dzStride);
        }
    }

    private void EmitBelow(Feed feed, PanelGradients gradients, string weights, string dz, int dzStride)
    {
        LayerPlan below = feed.Layer!;
        string dx = below.GradientBuffer, s = OutputsOf(below);
        bool accumulate = !_written.Add(dx);
        Local(dx);
        Steps(() => W.Line(gradients.Sources(feed.Part, Lanes.At("p", weights), Row(dz, dzStride), Row(dx, below.OutputStride), accumulate)));
        W.Line(gradients.Weights(feed.Part, "steps", s, below.OutputStride, dz, Lanes.At("dp", weights)));
    }

    /// <summary>Where a layer's outputs begin: on the tape; where dropout may act, it is settled at run time.</summary>
    private string OutputsOf(LayerPlan layer)
    {
        if (layer is not DropoutPlan) return Lanes.At($"tape.{Text.Capital(layer.OutputBuffer)}.Origin", layer.OutputRow * layer.OutputStride);
        LocalOutput(layer);
        return layer.OutputBuffer;
    }

    private void EmitSource(SourcePlan source, PanelGradients gradients, string weights, string dz, int dzStride)
    {
        string p = Lanes.At("p", weights), dp = Lanes.At("dp", weights), dzRow = Row(dz, dzStride);
        int width = source.Part.Width;
        bool accumulate = !_written.Add(source.Name);
        if (source.Token < 0)
        {
            using (W.Block("if (!Unsafe.IsNullRef(ref dx))")) EmitRealInput(gradients, source, p, dzRow, accumulate);
            if (Plan.DropsRealInput) LocalUnlessDropped(source.Name + "X", "x");
            W.Line(gradients.Weights(source.Part, "steps", Plan.DropsRealInput ? source.Name + "X" : "x", width, dz, dp));
        }
        else if (source.IsEmbedding)
        {
            Local(source.Name + "X");
            Local(source.Name + "Dx");
            Steps(() => W.Line(gradients.Sources(source.Part, p, dzRow, Row(source.Name + "Dx", width), accumulate)));
            W.Line(gradients.Weights(source.Part, "steps", source.Name + "X", width, dz, dp));
        }
        else Steps(() => W.Line(gradients.Token(source.Part, TokenArguments(source), dzRow, dp)));
    }

    private void EmitRealInput(PanelGradients gradients, SourcePlan source, string p, string dzRow, bool accumulate) => Steps(() =>
    {
        string dx = Row("dx", source.Part.Width);
        W.Line(gradients.Sources(source.Part, p, dzRow, dx, accumulate));
        int size = Plan.Topology.OutputSize;
        if (Plan.Spec.InputSkip && !accumulate && !Plan.DropsRealInput) W.Line(RowOps.Add(File, size, Row("dOutputs", size), dx));
    });

    private void EmitEmbeddings()
    {
        foreach (SourcePlan source in Plan.Sources.Where(source => source.IsEmbedding))
        {
            W.Line();
            W.Line($"// {source.Name}: x = table[token]; so the token's row gets dx.");
            string dx = Row(source.Name + "Dx", source.Part.Width);
            if (Plan.SourceDropouts.Count > 0)
            {
                using (W.Block("if (drops)")) Steps(() => EmitSourceDropout(source, dx));
            }
            Steps(() => W.Line(source.Panel is not null ? TiedOps.Add(File, source, Token(source), "dp", dx)
                : RowOps.Add(File, source.Part.Width, dx, Table("dp", source, Token(source)))));
        }
    }
}

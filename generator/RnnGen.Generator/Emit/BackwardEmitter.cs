using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes <c>{Type}.Backward.g.cs</c>: full backpropagation through time, from the last layer to the first.</summary>
internal sealed class BackwardEmitter
{
    private readonly NetworkPlan _plan;
    private readonly KernelFile _file;
    private readonly CodeWriter _w = new();

    private BackwardEmitter(NetworkPlan plan, KernelFile forward)
    {
        _plan = plan;
        _file = new KernelFile(forward);
    }

    /// <summary>The file's text; <paramref name="forward"/> holds the forward kernels of the same class.</summary>
    public static string Emit(NetworkPlan plan, string kernelClass, KernelFile forward)
    {
        var emitter = new BackwardEmitter(plan, forward);
        emitter.EmitBackward(kernelClass);
        return KernelClass.Wrap(kernelClass, emitter._w.ToString() + emitter._file,
            "The backward kernels: a gradient carries a d, so dy = ∂L/∂y; each summary restates the forward line it differentiates.");
    }

    private LayerPlan Last => _plan.Layers[_plan.Layers.Count - 1];

    private CellPlan Pooled => (CellPlan)_plan.EveryStep[_plan.EveryStep.Count - 1];

    private void EmitBackward(string kernelClass)
    {
        string parameters = $"ref float p, ref {_plan.InputType} x, int steps, {KernelClass.TapeClass(kernelClass)} tape, ref float dOutputs, ref float dp, ref float dx, ref float dState";
        _w.Line("/// <summary>Adds ∂L/∂parameters to dp; dState turns from ∂L/∂(final state) to ∂L/∂(initial state); dx may be a null reference.</summary>");
        using (_w.Block($"internal static void Backward({parameters})"))
        using (_w.Block("unchecked"))
        {
            EmitUpstream();
            for (int index = _plan.Layers.Count - 1; index >= 0; index--)
            {
                LayerPlan layer = _plan.Layers[index];
                bool isHead = index >= _plan.EveryStep.Count;
                _w.Line();
                _w.Line($"// {layer.Title}");
                if (layer is CellPlan cell) EmitCell(cell);
                else EmitDense((DensePlan)layer, isHead);
                if (isHead && index == _plan.EveryStep.Count) EmitUnpool();
            }
            EmitEmbeddings();
        }
    }

    /// <summary>Copies the outputs' gradients into the last layer's padded rows.</summary>
    private void EmitUpstream()
    {
        int size = _plan.Topology.OutputSize;
        if (_plan.Topology.PoolAfter < 0)
        {
            _w.Line($"ref float {Last.Name}Dy = ref tape.{Last.Field}Dy.Origin;");
            Steps(() => _w.Line(RowOps.Copy(_file, size, Row("dOutputs", size), Row(Last.Name + "Dy", Last.OutputStride))));
        }
        else if (_plan.Head.Count > 0)
        {
            _w.Line($"ref float {Last.Name}Dy = ref tape.{Last.Field}Dy.Origin;");
            _w.Line(RowOps.Copy(_file, size, "dOutputs", Last.Name + "Dy"));
        }
        else EmitUnpool();
    }

    /// <summary>Sends the pooled vector's gradient back to the steps that it came from.</summary>
    private void EmitUnpool()
    {
        int width = Pooled.OutputWidth, stride = Pooled.OutputStride;
        string dPooled = _plan.Head.Count == 0 ? "dOutputs" : "dPooled", dy = Pooled.Name + "Dy";
        _w.Line();
        _w.Line($"// {_plan.Spec.Output.ToString()}: the gradient goes back to the steps that the output came from.");
        _w.Line($"ref float {dy} = ref tape.{Pooled.Field}Dy.Origin;");
        switch (_plan.Spec.Output)
        {
            case OutputMode.Mean:
                Steps(() => _w.Line(RowOps.Scale(_file, width, "1f / steps", dPooled, Row(dy, stride))));
                break;
            case OutputMode.Max:
                Steps(() => _w.Line(RowOps.Clear(_file, stride, Row(dy, stride))));
                using (_w.Block($"for (int k = 0; k < {width}; k++)"))
                {
                    _w.Line($"Unsafe.Add(ref {dy}, tape.PooledAt[k] * {stride} + k) = Unsafe.Add(ref {dPooled}, k);");
                }
                break;
            default:
                Steps(() => _w.Line(RowOps.Clear(_file, stride, Row(dy, stride))));
                _w.Line(RowOps.Copy(_file, width, dPooled, Lanes.At(dy, $"(steps - 1) * {Literal.Of(stride)}")));
                break;
        }
    }

    private void Steps(Action body)
    {
        using (_w.Block("for (int t = 0; t < steps; t++)")) body();
    }

    private static string Row(string buffer, int stride) => Lanes.At(buffer, Text.Times("t", stride));

    private void EmitDense(DensePlan dense, bool isHead)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        int stride = dense.OutputStride;
        string dy = dense.Name + "Dy";
        if (emitter.HasSlope)
        {
            emitter.EmitSlope(_file);
            _w.Line($"ref float {dense.Name}Y = ref tape.{dense.Field}Y.Origin;");
            EachStep(isHead, () => _w.Line($"{dense.Kernel.Name}Slope(ref {RowOf(dense.Name + "Y", stride, isHead)}, ref {RowOf(dy, stride, isHead)});"));
        }
        var gradients = new PanelGradients(_file, dense.Kernel.Name, dense.Kernel.Panel);
        EmitInputs(dense, gradients, dy, stride, isHead);
        if (dense.Kernel.Spec.Bias)
        {
            var buffers = new Dictionary<string, string> { ["dz"] = dy };
            _w.Line(gradients.Bias(DenseEmitter.BiasGradients, isHead ? "1" : "steps", buffers, Lanes.At("dp", dense.WeightsName)));
        }
    }

    private void EachStep(bool once, Action body)
    {
        if (once) body();
        else Steps(body);
    }

    private static string RowOf(string buffer, int stride, bool once) => once ? buffer : Row(buffer, stride);

    private void EmitCell(CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter emitter = CellEmitter.Of(kernel);
        emitter.EmitGateGradient(_file);
        var gradients = new PanelGradients(_file, kernel.Name, kernel.Panel);
        int units = kernel.Units;
        string name = cell.Name, h = name + "H", p = Lanes.At("p", cell.WeightsName), dh = Lanes.At("dState", cell.HName);
        Dictionary<string, string> dz = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => name + Text.Capital(gradient.Name));
        Dictionary<string, string> dzRow = emitter.Gradients.ToDictionary(gradient => gradient.Name, gradient => Row(dz[gradient.Name], gradient.Gates * units));
        string[] buffers = ["H", .. kernel.HasCell ? ["C"] : Array.Empty<string>(), .. kernel.RecordSlots > 0 ? ["Record"] : Array.Empty<string>(),
            .. kernel.ResetsBefore ? ["Rh", "Drh"] : Array.Empty<string>(), .. emitter.Gradients.Select(gradient => Text.Capital(gradient.Name))];
        foreach (string buffer in buffers) _w.Line($"ref float {name}{buffer} = ref tape.{cell.Field}{buffer}.Origin;");

        using (_w.Block("for (int t = steps - 1; t >= 0; t--)"))
        {
            string record = Row(name + "Record", kernel.RecordSlots * units), dyRow = Row(name + "Dy", cell.OutputStride);
            string dzRows = string.Join(", ", emitter.Gradients.Select(gradient => $"ref {dzRow[gradient.Name]}"));
            if (kernel.HasCell)
            {
                _w.Line($"{kernel.Name}Gates(ref {record}, ref {Row(name + "C", units)}, ref {dyRow}, ref {dh}, ref {Lanes.At("dState", cell.CName)}, {dzRows});");
            }
            else if (kernel.RecordSlots == 0)
            {
                _w.Line($"{kernel.Name}Gates(ref {Lanes.At(h, $"(t + 1) * {Literal.Of(units)}")}, ref {dyRow}, ref {dh}, {dzRows});");
            }
            else _w.Line($"{kernel.Name}Gates(ref {record}, ref {Row(h, units)}, ref {dyRow}, ref {dh}, {dzRows});");
            if (kernel.ResetsBefore)
            {
                _w.Line(gradients.Sources("candidate", p, dzRow["dzn"], name + "Drh", accumulate: false));
                _w.Line($"{kernel.Name}Resets(ref {record}, ref {Row(h, units)}, ref {name}Drh, ref {dh}, ref {dzRow["dzx"]}, ref {dzRow["dzh"]});");
            }
            _w.Line(gradients.Sources("hidden", p, dzRow[emitter.HiddenGroup.Gradient], dh, accumulate: kernel.Spec is GruSpec));
        }
        string dp = Lanes.At("dp", cell.WeightsName);
        EmitInputs(cell, gradients, dz[emitter.InputGroup.Gradient], units * emitter.Gradients[0].Gates, isHead: false);
        _w.Line(gradients.Weights("hidden", h, dz[emitter.HiddenGroup.Gradient], dp));
        if (kernel.ResetsBefore) _w.Line(gradients.Weights("candidate", name + "Rh", dz["dzn"], dp));
        if (kernel.Spec.Bias) _w.Line(gradients.Bias(emitter.BiasGradients, "steps", dz, dp));
    }

    /// <summary>The gradients of a layer's inputs and of their weights.</summary>
    private void EmitInputs(LayerPlan layer, PanelGradients gradients, string dz, int dzStride, bool isHead)
    {
        string p = Lanes.At("p", layer.WeightsName), dp = Lanes.At("dp", layer.WeightsName), dzRow = RowOf(dz, dzStride, isHead);
        if (_plan.Below(layer) is { } below)
        {
            InputPart part = layer.Inputs[0];
            bool isPooled = isHead && below == Pooled;
            string dx = isPooled ? "dPooled" : below.Name + "Dy";
            _w.Line(isPooled ? DPooled : $"ref float {dx} = ref tape.{below.Field}Dy.Origin;");
            EachStep(isHead, () => _w.Line(gradients.Sources(part, p, dzRow, RowOf(dx, below.OutputStride, isHead))));
            _w.Line(gradients.Weights(part, isHead ? "1" : "steps", Outputs(below, isPooled), below.OutputStride, dz, dp));
            return;
        }
        foreach (SourcePlan source in _plan.Sources)
        {
            if (source.Token < 0) EmitRealInput(layer, gradients, source, p, dz, dzRow, dp);
            else if (source.IsEmbedding)
            {
                _w.Line($"ref float {source.Name}X = ref tape.{Text.Capital(source.Name)}X.Origin;");
                _w.Line($"ref float {source.Name}Dx = ref tape.{Text.Capital(source.Name)}Dx.Origin;");
                Steps(() => _w.Line(gradients.Sources(source.Part, p, dzRow, Row(source.Name + "Dx", source.Part.Width))));
                _w.Line(gradients.Weights(source.Part, "steps", source.Name + "X", source.Part.Width, dz, dp));
            }
            else Steps(() => _w.Line(gradients.Token(source.Part, Token(source), dzRow, dp)));
        }
    }

    private string DPooled => _plan.PoolsOverSteps ? "ref float dPooled = ref tape.DPooled.Origin;"
        : $"System.Span<float> dPooledRow = stackalloc float[{Pooled.OutputStride}]; ref float dPooled = ref dPooledRow[0];";

    /// <summary>Where a layer's outputs of all steps begin.</summary>
    private string Outputs(LayerPlan layer, bool isPooled) => layer is not CellPlan cell ? OutputsOfDense(layer)
        : isPooled && _plan.PoolsOverSteps ? "tape.Pooled.Origin"
        : Lanes.At($"tape.{layer.Field}H.Origin", isPooled ? $"steps * {Literal.Of(cell.Kernel.Units)}" : Literal.Of(cell.Kernel.Units));

    private static string OutputsOfDense(LayerPlan layer) => $"tape.{layer.Field}Y.Origin";

    private void EmitRealInput(LayerPlan layer, PanelGradients gradients, SourcePlan source, string p, string dz, string dzRow, string dp)
    {
        int width = source.Part.Width;
        using (_w.Block("if (!Unsafe.IsNullRef(ref dx))"))
        {
            Steps(() =>
            {
                _w.Line(gradients.Sources(source.Part, p, dzRow, Row("dx", width)));
                if (_plan.Spec.InputSkip)
                {
                    int size = _plan.Topology.OutputSize;
                    _w.Line(RowOps.Add(_file, size, Row("dOutputs", size), Row("dx", width)));
                }
            });
        }
        _w.Line(gradients.Weights(source.Part, "steps", "x", width, dz, dp));
    }

    private string Token(SourcePlan source) =>
        Lanes.At("x", Text.Sum(Text.Times("t", _plan.Topology.InputsPerStep), Literal.Of(source.Token)));

    private void EmitEmbeddings()
    {
        foreach (SourcePlan source in _plan.Sources.Where(source => source.IsEmbedding))
        {
            _w.Line();
            _w.Line($"// {source.Name}: x = table[token]; so the token's row gets dx.");
            Steps(() => _w.Line(RowOps.Add(_file, source.Part.Width, Row(source.Name + "Dx", source.Part.Width), ForwardEmitter.Table("dp", source, Token(source)))));
        }
    }

}

using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes <c>{Type}.Forward.g.cs</c>: a step, a sequence, and a sequence with tape.</summary>
internal sealed class ForwardEmitter
{
    private readonly NetworkPlan _plan;
    private readonly string _kernelClass;
    private readonly KernelFile _file;
    private readonly CodeWriter _w = new();

    private ForwardEmitter(NetworkPlan plan, string kernelClass, KernelFile file)
    {
        _plan = plan;
        _kernelClass = kernelClass;
        _file = file;
    }

    /// <summary>The file's text; the kernels are collected in <paramref name="file"/>.</summary>
    public static string Emit(NetworkPlan plan, string kernelClass, KernelFile file)
    {
        var emitter = new ForwardEmitter(plan, kernelClass, file);
        KernelClass.EmitOffsets(emitter._w, plan);
        emitter.EmitStep();
        emitter.EmitSequence();
        emitter.EmitTaped();
        return KernelClass.Wrap(kernelClass, emitter._w.ToString() + file,
            "The kernels: fixed sizes, no allocation, no bounds checks (the public members check).", "\n" + KernelClass.EmitTape(kernelClass, plan));
    }

    private string Input => $"ref {_plan.InputType} x";

    private bool PoolsOnce => _plan.Topology.PoolAfter >= 0;

    private LayerPlan Last => _plan.Layers[_plan.Layers.Count - 1];

    /// <summary>The last layer before the pooling.</summary>
    private CellPlan Pooled => (CellPlan)_plan.EveryStep[_plan.EveryStep.Count - 1];

    private void EmitStep()
    {
        _w.Line("/// <summary>One step.</summary>");
        if (!PoolsOnce)
        {
            using (_w.Block($"internal static void Step(ref float p, {Input}, ref float state, ref float y)")) EmitStreamed(_plan.Layers, writesOutput: true);
            return;
        }
        using (_w.Block($"internal static void Step(ref float p, {Input}, ref float state, ref float y)"))
        {
            if (_plan.PoolsOverSteps)
            {
                _w.Line("throw new System.NotSupportedException(\"The outputs are pooled over a whole sequence: call Forward.\");");
            }
            else
            {
                _w.Line("Advance(ref p, ref x, ref state);");
                _w.Line($"Head(ref p, ref {Lanes.At("state", Pooled.HName)}, ref y);");
            }
        }
        _w.Line();
        _w.Line("/// <summary>The layers that run at every step.</summary>");
        using (_w.Block($"private static void Advance(ref float p, {Input}, ref float state)")) EmitStreamed(_plan.EveryStep, writesOutput: false);
        _w.Line();
        _w.Line("/// <summary>The layers behind the pooling, which run once a sequence.</summary>");
        using (_w.Block("private static void Head(ref float p, ref float pooled, ref float y)"))
        {
            string from = "pooled";
            foreach (LayerPlan layer in _plan.Head) from = EmitDense((DensePlan)layer, [$"ref {from}"]);
            if (_plan.Head.Count == 0) _w.Line(RowOps.Copy(_file, _plan.Topology.OutputSize, "pooled", "y"));
        }
    }

    /// <summary>Layers of one step, the state in place.</summary>
    private void EmitStreamed(IReadOnlyList<LayerPlan> layers, bool writesOutput)
    {
        IReadOnlyList<string> inputs = _plan.Sources.Select(source => StepInput(source, "x")).ToList();
        string from = "";
        foreach (LayerPlan layer in layers)
        {
            _w.Line($"// {layer.Title}");
            from = layer is CellPlan cell ? EmitCell(cell, inputs) : EmitDense((DensePlan)layer, inputs);
            inputs = [$"ref {from}"];
        }
        if (!writesOutput) return;
        if (Last is CellPlan) _w.Line(RowOps.Copy(_file, _plan.Topology.OutputSize, from, "y"));
        if (_plan.Spec.InputSkip) _w.Line(RowOps.Add(_file, _plan.Topology.OutputSize, "x", "y"));
    }

    /// <summary>What a kernel gets of a source, the step's input values beginning at <paramref name="x"/>.</summary>
    private string StepInput(SourcePlan source, string x)
    {
        if (source.Token < 0) return $"ref {x}";
        string token = Lanes.At(x, source.Token);
        return source.IsEmbedding ? $"ref {Table("p", source, token)}" : token;
    }

    /// <summary>The row of a token in a source's table.</summary>
    public static string Table(string parameters, SourcePlan source, string token) =>
        Lanes.At(parameters, Text.Sum(source.TableName, Text.Times(token, source.Part.Width)));

    /// <summary>One step of a cell; returns where its output stands.</summary>
    private string EmitCell(CellPlan cell, IReadOnlyList<string> inputs)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter.Of(kernel).EmitStep(_file);
        string h = Lanes.At("state", cell.HName), c = kernel.HasCell ? Lanes.At("state", cell.CName) : "", record = "Unsafe.NullRef<float>()";
        if (kernel.NeedsScratch)
        {
            record = cell.Name + "Record[0]";
            _w.Line($"System.Span<float> {cell.Name}Record = stackalloc float[{kernel.RecordSlots * kernel.Units}], {cell.Name}Rh = stackalloc float[{kernel.Units}];");
        }
        EmitCellCall(cell, inputs, "Untaped", h, c, h, c, record, cell.Name + "Rh[0]");
        return h;
    }

    private void EmitCellCall(CellPlan cell, IReadOnlyList<string> inputs, string mode, string h, string c, string hNext, string cNext, string record, string rh)
    {
        CellKernel kernel = cell.Kernel;
        string p = Lanes.At("p", cell.WeightsName), x = string.Join(", ", inputs);
        if (kernel.ResetsBefore)
        {
            _w.Line($"{kernel.Name}Reset(ref {p}, {x}, ref {h}, ref {rh}, ref {record});");
            _w.Line($"{kernel.Name}(ref {p}, ref {h}, ref {rh}, ref {hNext}, ref {record});");
        }
        else if (kernel.HasCell) _w.Line($"{kernel.Name}<{mode}>(ref {p}, {x}, ref {h}, ref {c}, ref {hNext}, ref {cNext}, ref {record});");
        else _w.Line($"{kernel.Name}<{mode}>(ref {p}, {x}, ref {h}, ref {hNext}, ref {record});");
    }

    /// <summary>One step of a dense layer; returns where its output stands.</summary>
    private string EmitDense(DensePlan dense, IReadOnlyList<string> inputs)
    {
        new DenseEmitter(dense.Kernel).EmitStep(_file);
        bool isExact = dense == Last && dense.OutputWidth == dense.Kernel.Units;
        string y = isExact ? "y" : dense.Name + "[0]";
        if (!isExact) _w.Line($"System.Span<float> {dense.Name} = stackalloc float[{dense.Kernel.Units}];");
        _w.Line($"{dense.Kernel.Name}(ref {Lanes.At("p", dense.WeightsName)}, {string.Join(", ", inputs)}, ref {y});");
        if (dense == Last && !isExact) _w.Line(RowOps.Copy(_file, dense.OutputWidth, y, "y"));
        return y;
    }

    private void EmitSequence()
    {
        int inputs = _plan.Topology.InputsPerStep, outputs = _plan.Topology.OutputSize;
        _w.Line();
        _w.Line("/// <summary>A sequence.</summary>");
        using (_w.Block($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y)"))
        using (_w.Block("unchecked"))
        {
            if (!PoolsOnce)
            {
                using (_w.Block("for (int t = 0; t < steps; t++)"))
                {
                    _w.Line($"Step(ref p, ref {Row("x", inputs)}, ref state, ref {Row("y", outputs)});");
                }
                return;
            }
            string h = Lanes.At("state", Pooled.HName), pooled = _plan.PoolsOverSteps ? "pooled[0]" : h;
            if (_plan.PoolsOverSteps) _w.Line($"System.Span<float> pooled = stackalloc float[{PanelLayout.Pad(Pooled.OutputWidth)}];");
            if (_plan.Spec.Output == OutputMode.Max) _w.Line($"System.Span<int> at = stackalloc int[{Pooled.OutputWidth}];");
            using (_w.Block("for (int t = 0; t < steps; t++)"))
            {
                _w.Line($"Advance(ref p, ref {Row("x", inputs)}, ref state);");
                EmitPool(h, pooled, "at[0]");
            }
            EmitPoolEnd(pooled);
            _w.Line($"Head(ref p, ref {pooled}, ref y);");
        }
    }

    /// <summary>Adds a step's output to the pooled vector.</summary>
    private void EmitPool(string h, string pooled, string at)
    {
        int width = Pooled.OutputWidth;
        if (_plan.Spec.Output == OutputMode.Mean)
        {
            _w.Line($"if (t == 0) {RowOps.Copy(_file, width, h, pooled)}");
            _w.Line($"else {RowOps.Add(_file, width, h, pooled)}");
        }
        else if (_plan.Spec.Output == OutputMode.Max)
        {
            using (_w.Block($"for (int k = 0; k < {width}; k++)"))
            {
                _w.Line("// Only a larger value replaces one, so that the earliest maximum stays.");
                _w.Line($"float value = Unsafe.Add(ref {h}, k);");
                _w.Line($"if (t > 0 && !(value > Unsafe.Add(ref {pooled}, k))) continue;");
                _w.Line($"Unsafe.Add(ref {pooled}, k) = value;");
                _w.Line($"Unsafe.Add(ref {at}, k) = t;");
            }
        }
    }

    private void EmitPoolEnd(string pooled)
    {
        if (_plan.Spec.Output == OutputMode.Mean) _w.Line(RowOps.Scale(_file, Pooled.OutputWidth, "1f / steps", pooled, pooled));
    }

    /// <summary>The sequence layer by layer, every value that the backward pass reads being kept.</summary>
    private void EmitTaped()
    {
        _w.Line();
        _w.Line("/// <summary>A sequence, layer by layer, and what its backward pass needs.</summary>");
        using (_w.Block($"internal static void Forward(ref float p, {Input}, int steps, ref float state, ref float y, {KernelClass.TapeClass(_kernelClass)} tape)"))
        using (_w.Block("unchecked"))
        {
            foreach (SourcePlan source in _plan.Sources.Where(source => source.IsEmbedding)) EmitTapedEmbedding(source);
            foreach (LayerPlan layer in _plan.EveryStep)
            {
                _w.Line($"// {layer.Title}");
                if (layer is CellPlan cell) EmitTapedCell(cell);
                else EmitTapedDense((DensePlan)layer, isHead: false);
            }
            if (!PoolsOnce)
            {
                EmitOutputs();
                return;
            }
            EmitTapedPool();
            foreach (LayerPlan layer in _plan.Head)
            {
                _w.Line($"// {layer.Title}");
                EmitTapedDense((DensePlan)layer, isHead: true);
            }
            string from = _plan.Head.Count == 0 ? PooledRow : Last.Name + "Y";
            _w.Line(RowOps.Copy(_file, _plan.Topology.OutputSize, from, "y"));
        }
    }

    private void EmitTapedEmbedding(SourcePlan source)
    {
        _w.Line($"ref float {source.Name}X = ref tape.{Text.Capital(source.Name)}X.Origin;");
        using (_w.Block("for (int t = 0; t < steps; t++)"))
        {
            string token = $"Unsafe.Add(ref x, t * {Literal.Of(_plan.Topology.InputsPerStep)} + {Literal.Of(source.Token)})";
            _w.Line(RowOps.Copy(_file, source.Part.Width, Table("p", source, token), Row(source.Name + "X", source.Part.Width)));
        }
    }

    /// <summary>What a kernel gets of a layer's inputs at step t of a taped sequence.</summary>
    private IReadOnlyList<string> TapedInputs(LayerPlan layer, bool isHead)
    {
        if (_plan.Below(layer) is { } below)
        {
            return [isHead && below == Pooled ? $"ref {PooledRow}" : $"ref {OutputRow(below, isHead)}"];
        }
        int inputs = _plan.Topology.InputsPerStep;
        return _plan.Sources.Select(source => source.IsEmbedding ? $"ref {Row(source.Name + "X", source.Part.Width)}"
            : source.Token < 0 ? $"ref {Row("x", inputs)}"
            : Lanes.At("x", Text.Sum(Text.Times("t", inputs), Literal.Of(source.Token)))).ToList();
    }

    /// <summary>A layer's output at step t.</summary>
    private static string OutputRow(LayerPlan layer, bool once) => layer is CellPlan cell
        ? Lanes.At(layer.Name + "H", $"(t + 1) * {Literal.Of(cell.Kernel.Units)}")
        : once ? layer.Name + "Y" : Row(layer.Name + "Y", layer.OutputStride);

    private static string Row(string buffer, int stride) => Lanes.At(buffer, Text.Times("t", stride));


    private void EmitTapedCell(CellPlan cell)
    {
        CellKernel kernel = cell.Kernel;
        int units = kernel.Units;
        string h = cell.Name + "H", c = cell.Name + "C", record = cell.Name + "Record", rh = cell.Name + "Rh";
        _w.Line($"ref float {h} = ref tape.{cell.Field}H.Origin;");
        if (kernel.HasCell) _w.Line($"ref float {c} = ref tape.{cell.Field}C.Origin;");
        if (kernel.RecordSlots > 0) _w.Line($"ref float {record} = ref tape.{cell.Field}Record.Origin;");
        if (kernel.ResetsBefore) _w.Line($"ref float {rh} = ref tape.{cell.Field}Rh.Origin;");
        _w.Line(RowOps.Copy(_file, units, Lanes.At("state", cell.HName), h));
        if (kernel.HasCell) _w.Line(RowOps.Copy(_file, units, Lanes.At("state", cell.CName), c));
        using (_w.Block("for (int t = 0; t < steps; t++)"))
        {
            string next = $"(t + 1) * {Literal.Of(units)}";
            EmitCellCall(cell, TapedInputs(cell, isHead: false), "Taped", Row(h, units), Row(c, units), Lanes.At(h, next), Lanes.At(c, next),
                kernel.RecordSlots > 0 ? Row(record, kernel.RecordSlots * units) : "Unsafe.NullRef<float>()", Row(rh, units));
        }
        string last = $"steps * {Literal.Of(units)}";
        _w.Line(RowOps.Copy(_file, units, Lanes.At(h, last), Lanes.At("state", cell.HName)));
        if (kernel.HasCell) _w.Line(RowOps.Copy(_file, units, Lanes.At(c, last), Lanes.At("state", cell.CName)));
    }

    private void EmitTapedDense(DensePlan dense, bool isHead)
    {
        _w.Line($"ref float {dense.Name}Y = ref tape.{dense.Field}Y.Origin;");
        string p = Lanes.At("p", dense.WeightsName), inputs = string.Join(", ", TapedInputs(dense, isHead));
        if (isHead)
        {
            _w.Line($"{dense.Kernel.Name}(ref {p}, {inputs}, ref {dense.Name}Y);");
            return;
        }
        new DenseEmitter(dense.Kernel).EmitStep(_file);
        using (_w.Block("for (int t = 0; t < steps; t++)"))
        {
            _w.Line($"{dense.Kernel.Name}(ref {p}, {inputs}, ref {Row(dense.Name + "Y", dense.OutputStride)});");
        }
    }

    private void EmitOutputs()
    {
        int size = _plan.Topology.OutputSize;
        using (_w.Block("for (int t = 0; t < steps; t++)"))
        {
            string y = Row("y", size);
            _w.Line(RowOps.Copy(_file, size, OutputRow(Last, once: false), y));
            if (_plan.Spec.InputSkip) _w.Line(RowOps.Add(_file, size, Row("x", _plan.Topology.InputsPerStep), y));
        }
    }

    /// <summary>Where the pooled vector of a taped sequence stands.</summary>
    private string PooledRow => _plan.PoolsOverSteps ? "pooled" : Lanes.At(Pooled.Name + "H", $"steps * {Literal.Of(Pooled.Kernel.Units)}");

    private void EmitTapedPool()
    {
        if (!_plan.PoolsOverSteps) return;
        _w.Line($"// {_plan.Spec.Output.ToString()} over the steps.");
        _w.Line("ref float pooled = ref tape.Pooled.Origin;");
        using (_w.Block("for (int t = 0; t < steps; t++)")) EmitPool(OutputRow(Pooled, once: false), "pooled", "tape.PooledAt[0]");
        EmitPoolEnd("pooled");
    }
}

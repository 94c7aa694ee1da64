using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes one step of a few streams, layer by layer. The state of each, and what stands between its layers, is a row.</summary>
/// <param name="plan">The plan.</param>
/// <param name="kernelClass">The class that is written.</param>
/// <param name="file">Where kernels are collected.</param>
/// <param name="stateStride">Floats from one stream's state to the next.</param>
internal class StreamRowsEmitter(NetworkPlan plan, string kernelClass, KernelFile file, string stateStride) : NetworkEmitter(plan, kernelClass, file, new CodeWriter())
{
    private int _floats;
    private Vectors? _sums, _record;

    /// <summary>Room that all kernels of many rows share.</summary>
    private Vectors Sums => _sums ??= Room(Kernels.Where(kernel => kernel.SharesRows).Max(kernel => CellEmitter.Of(kernel).RowSumsLength));

    /// <summary>Room that all others share.</summary>
    private Vectors Scratch => _record ??= Room(Kernels.Where(kernel => kernel.NeedsScratch && !kernel.SharesRows).Max(kernel => kernel.RecordLength));

    private IEnumerable<CellKernel> Kernels => Plan.Layers.OfType<RecurrentPlan>().Select(layer => layer.Cells[0].Kernel);

    /// <summary>The statements; what they need of room is known behind them.</summary>
    public string Emit()
    {
        EmitLayers();
        return W.ToString().TrimEnd('\n');
    }

    /// <summary>Floats that a stream needs beside its state.</summary>
    public int Floats => _floats;

    /// <summary>A vector of every row, and what it is read from.</summary>
    /// <param name="Origin">A buffer.</param>
    /// <param name="Offset">Where the first row's begins in it.</param>
    /// <param name="Stride">Values from one row to the next.</param>
    protected sealed record Vectors(string Origin, string Offset, string Stride)
    {
        public Vectors(string origin, string offset, int stride) : this(origin, offset, Literal.Of(stride)) { }

        /// <summary>The vector of row n.</summary>
        public string Row => Lanes.At(Origin, Text.Sum(Stride == "1" ? "n" : $"n * {Stride}", Offset));

        /// <summary>The vector of the first row.</summary>
        public string First => Lanes.At(Origin, Offset);

        /// <summary>All of them as two arguments.</summary>
        public string Arguments => $"ref {First}, {Stride}";
    }

    protected Vectors Output => new("y", "0", Plan.Topology.OutputSize);

    protected LayerPlan End => Plan.Layers.Last(layer => layer is not DropoutPlan);

    private void EmitLayers()
    {
        int outputs = Plan.Topology.OutputSize;
        Vectors x = new("x", "0", Plan.Topology.InputsPerStep), skip = x;
        if (Plan.Spec.InputSkip)
        {
            W.Line("// Set aside, because the outputs may be written over the inputs.");
            skip = Room(outputs);
            Rows(RowOps.Copy(File, outputs, x.Row, skip.Row));
        }
        var sources = Plan.Sources.ToDictionary(source => source, SourceRows);
        var outputOf = new Dictionary<LayerPlan, Vectors>();
        Vectors from = x;
        foreach (LayerPlan layer in Plan.Layers)
        {
            if (layer is not DropoutPlan)
            {
                W.Line($"// {layer.Title}");
                List<Read> read = layer.Feeds.Select(feed => new Read(feed.Part, feed.Source is { } source ? sources[source] : outputOf[feed.Layer!])).ToList();
                from = layer is RecurrentPlan recurrent ? EmitRecurrent(recurrent, read) : EmitDense((DensePlan)layer, read);
            }
            outputOf.Add(layer, from);
        }
        if (End is RecurrentPlan) EmitOutput(from);
        if (Plan.Spec.InputSkip) Rows(RowOps.Add(File, outputs, skip.Row, Output.Row));
    }

    /// <summary>The last layer's outputs, where they do not stand there already.</summary>
    protected virtual void EmitOutput(Vectors from) => Rows(RowOps.Copy(File, Plan.Topology.OutputSize, from.Row, Output.Row));

    /// <summary>A layer's outputs as rows.</summary>
    protected virtual Vectors AsRows(Vectors values) => values;

    /// <summary>What a layer reads.</summary>
    protected sealed record Read(InputPart Part, Vectors Values)
    {
        /// <summary>Row n of it as the kernel of one row takes it.</summary>
        public string Row => Part.IsToken ? Values.Row + (Part.IsMasked ? ", 1f" : "") : $"ref {Values.Row}";
    }

    /// <summary>Where the rows of a source stand: in the inputs, or copied out of its table.</summary>
    private Vectors SourceRows(SourcePlan source)
    {
        if (source.Token < 0) return new("x", "0", Plan.Topology.InputsPerStep);
        var tokens = new Vectors("x", Literal.Of(source.Token), Plan.Topology.InputsPerStep);
        if (!source.IsEmbedding) return tokens;
        Vectors rows = Room(source.Part.Width);
        Rows(source.Panel is not null ? TiedOps.Read(File, source, tokens.Row, "p", rows.Row)
            : RowOps.Copy(File, source.Part.Width, Table("p", source, tokens.Row), rows.Row));
        return rows;
    }

    protected virtual Vectors EmitRecurrent(RecurrentPlan layer, IReadOnlyList<Read> read)
    {
        CellPlan cell = layer.Cells[0];
        CellKernel kernel = cell.Kernel;
        var h = new Vectors("states", cell.HName, stateStride);
        Vectors hNext = kernel.Projects ? Room(kernel.Units) : h;
        if (kernel.SharesRows) EmitShared(cell, read, h, hNext);
        else EmitOneByOne(cell, read, h, hNext);
        if (cell.Projector is { } projector) EmitDenseRows(projector, hNext.Arguments, h);
        return layer.HasBypass ? EmitBypass(layer, h, read[0].Values) : h;
    }

    private void EmitShared(CellPlan cell, IReadOnlyList<Read> read, Vectors h, Vectors hNext)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter.Of(kernel).EmitRows(File);
        string p = $"rows, ref {Lanes.At("p", cell.WeightsName)}", x = string.Join(", ", read.Select(part => part.Values.Arguments));
        if (kernel.ResetsBefore)
        {
            Vectors rh = Room(kernel.Units), record = Room(kernel.RecordLength);
            W.Line($"{kernel.Name}ResetRows({p}, {x}, {h.Arguments}, {rh.Arguments}, {record.Arguments}, {Sums.Arguments});");
            W.Line($"{kernel.Name}Rows({p}, {h.Arguments}, {rh.Arguments}, {hNext.Arguments}, {record.Arguments}, {Sums.Arguments});");
            return;
        }
        Vectors hOld = h;
        if (kernel.SetsAside)
        {
            hOld = Room(kernel.Outputs);
            Rows(RowOps.Copy(File, kernel.Outputs, h.Row, hOld.Row));
        }
        string c = kernel.HasCell ? ", " + new Vectors("states", cell.CName, stateStride).Arguments : "";
        string kept = kernel.RecordSlots == 0 ? "" : ", ref Unsafe.NullRef<float>(), 0";
        W.Line($"{kernel.Name}Rows<Untaped>({p}, {x}, {hOld.Arguments}{c}, {hNext.Arguments}{c}{kept}, {Sums.Arguments});");
    }

    private void EmitOneByOne(CellPlan cell, IReadOnlyList<Read> read, Vectors h, Vectors hNext)
    {
        string rh = cell.Kernel.ResetsBefore ? Room(cell.Kernel.Units).First : "";
        string c = cell.Kernel.HasCell ? new Vectors("states", cell.CName, stateStride).Row : "";
        Rows(() => EmitCellCall(cell, read.Select(part => part.Row).ToList(), "Untaped", h.Row, h.Row, c, hNext.Row, c, cell.Kernel.NeedsScratch ? Scratch.First : "Unsafe.NullRef<float>()", rh));
    }

    /// <summary>What goes around a layer.</summary>
    protected Vectors EmitBypass(RecurrentPlan layer, Vectors y, Vectors x)
    {
        Vectors s = Room(layer.OutputStride);
        string t = "";
        if (layer.Gate is { } gate)
        {
            Vectors gates = Room(layer.OutputStride);
            EmitDenseRows(gate, AsRows(x).Arguments, gates);
            t = gates.Row;
        }
        Rows(SkipOps.Join(File, layer, t, AsRows(y).Row, AsRows(x).Row, s.Row));
        return s;
    }

    private Vectors EmitDense(DensePlan dense, IReadOnlyList<Read> read)
    {
        bool isExact = dense == End && dense.MayWriteOutput;
        Vectors y = isExact ? Output : Room(dense.Kernel.Units);
        EmitDenseRows(dense, string.Join(", ", read.Select(part => AsRows(part.Values).Arguments)), y);
        if (dense == End && !isExact) Rows(RowOps.Copy(File, dense.OutputWidth, y.Row, Output.Row));
        return y;
    }

    private void EmitDenseRows(DensePlan dense, string x, Vectors y)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        emitter.EmitRows(File);
        W.Line($"{emitter.RowsName}(rows, ref {Lanes.At("p", dense.WeightsName)}, {x}, {y.Arguments});");
    }

    /// <summary>Room for one vector of each row.</summary>
    protected virtual Vectors Room(int width) => new("room", Literal.Of(Take(width)), "Room");

    /// <summary>Takes so many floats of a stream's room; returns where they begin.</summary>
    protected int Take(int width)
    {
        _floats += width;
        return _floats - width;
    }

    protected void Rows(string statement) => Rows(() => W.Line(statement));

    protected void Rows(Action body)
    {
        using (W.Block("for (int n = 0; n < rows; n++)")) body();
    }
}

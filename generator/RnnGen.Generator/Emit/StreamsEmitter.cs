using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes one step of many streams, which share the weights: layer by layer over a few streams at a time, so that what stands
/// between the layers stays in the nearest cache. A stream has room for it beside its state, and a range of streams uses that of its
/// first few: nothing is cleared, and threads with different ranges do not meet.
/// </summary>
internal sealed class StreamsEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : NetworkEmitter(plan, kernelClass, file, w)
{
    /// <summary>Streams that go through the layers together.</summary>
    private const int Together = 16;

    /// <summary>Floats from one stream's state or room to the next: whole lines of the cache, so that threads do not meet in one.</summary>
    public static int StrideOf(int floats) => (floats + 15) / 16 * 16;

    private readonly CodeWriter _body = new();
    private int _floats;
    private Vectors? _sums, _record;

    private int Stride => StrideOf(Plan.State.Length);

    public void Emit()
    {
        int inputs = Plan.Topology.InputsPerStep, outputs = Plan.Topology.OutputSize;
        EmitLayers();
        W.Line();
        W.Line("/// <summary>Floats that a stream needs beside its state while it is stepped.</summary>");
        W.Line($"internal const int Room = {StrideOf(_floats)};");
        W.Line();
        W.Line("/// <summary>One step of many streams.</summary>");
        using (W.Block($"internal static void StepMany(ref float p, {Input}, int streams, ref float states, ref float room, ref float y)"))
        using (W.Block($"for (int first = 0; first < streams; first += {Together})"))
        {
            W.Line($"int rows = System.Math.Min({Together}, streams - first);");
            W.Line($"StepRows(ref p, ref {Lanes.At("x", Text.Times("first", inputs))}, rows, ref {Lanes.At("states", Text.Times("first", Stride))}, ref room, ref {Lanes.At("y", Text.Times("first", outputs))});");
        }
        W.Line();
        W.Line("/// <summary>One step of a few streams.</summary>");
        using (W.Block($"private static void StepRows(ref float p, {Input}, int rows, ref float states, ref float room, ref float y)"))
        using (W.Block("unchecked"))
        {
            W.Line(_body.ToString().TrimEnd('\n'));
        }
    }

    /// <summary>A vector of every row, and what it is read from.</summary>
    /// <param name="Origin">A buffer.</param>
    /// <param name="Offset">Where the first row's begins in it.</param>
    /// <param name="Stride">Values from one row to the next.</param>
    private sealed record Vectors(string Origin, string Offset, string Stride)
    {
        public Vectors(string origin, string offset, int stride) : this(origin, offset, Literal.Of(stride)) { }

        /// <summary>The vector of row n.</summary>
        public string Row => Lanes.At(Origin, Text.Sum(Stride == "1" ? "n" : $"n * {Stride}", Offset));

        /// <summary>The vector of the first row.</summary>
        public string First => Lanes.At(Origin, Offset);

        /// <summary>All of them as two arguments.</summary>
        public string Arguments => $"ref {First}, {Stride}";
    }

    private Vectors Output => new("y", "0", Plan.Topology.OutputSize);

    private LayerPlan End => Plan.Layers.Last(layer => layer is not DropoutPlan);

    private void EmitLayers()
    {
        int outputs = Plan.Topology.OutputSize;
        Vectors x = new("x", "0", Plan.Topology.InputsPerStep), skip = x;
        if (Plan.Spec.InputSkip)
        {
            _body.Line("// Set aside, because the outputs may be written over the inputs.");
            skip = Room(outputs);
            Rows(RowOps.Copy(File, outputs, x.Row, skip.Row));
        }
        var sources = Plan.Sources.ToDictionary(source => source, SourceRows);
        CellKernel[] cells = Plan.Layers.OfType<RecurrentPlan>().Select(layer => layer.Cells[0].Kernel).ToArray();
        int record = cells.Where(kernel => kernel.NeedsScratch && !SharesRows(kernel)).Max(kernel => (int?)kernel.RecordLength) ?? 0;
        if (record > 0) _record = Room(record);
        int sums = cells.Where(SharesRows).Max(kernel => (int?)CellEmitter.Of(kernel).RowSumsLength) ?? 0;
        if (sums > 0) _sums = Room(sums);
        var outputOf = new Dictionary<LayerPlan, Vectors>();
        Vectors from = x;
        foreach (LayerPlan layer in Plan.Layers)
        {
            if (layer is not DropoutPlan)
            {
                _body.Line($"// {layer.Title}");
                List<Read> read = layer.Feeds.Select(feed => new Read(feed.Part, feed.Source is { } source ? sources[source] : outputOf[feed.Layer!])).ToList();
                from = layer is RecurrentPlan recurrent ? EmitRecurrent(recurrent, read) : EmitDense((DensePlan)layer, read);
            }
            outputOf.Add(layer, from);
        }
        if (End is RecurrentPlan) Rows(RowOps.Copy(File, outputs, from.Row, Output.Row));
        if (Plan.Spec.InputSkip) Rows(RowOps.Add(File, outputs, skip.Row, Output.Row));
    }

    /// <summary>What a layer reads.</summary>
    private sealed record Read(InputPart Part, Vectors Values)
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

    private Vectors EmitRecurrent(RecurrentPlan layer, IReadOnlyList<Read> read)
    {
        CellPlan cell = layer.Cells[0];
        CellKernel kernel = cell.Kernel;
        var h = new Vectors("states", cell.HName, Stride);
        Vectors hNext = kernel.Projects ? Room(kernel.Units) : h;
        if (SharesRows(kernel)) EmitShared(cell, read, h, hNext);
        else EmitOneByOne(cell, read, h, hNext);
        if (cell.Projector is { } projector) EmitDenseRows(projector, hNext.Arguments, h);
        return layer.HasBypass ? EmitBypass(layer, h, read[0].Values) : h;
    }

    private static bool SharesRows(CellKernel kernel) => kernel.SharesWeights && CellEmitter.Of(kernel).SharesRows;

    private void EmitShared(CellPlan cell, IReadOnlyList<Read> read, Vectors h, Vectors hNext)
    {
        CellKernel kernel = cell.Kernel;
        CellEmitter.Of(kernel).EmitRows(File);
        string p = $"rows, ref {Lanes.At("p", cell.WeightsName)}", x = string.Join(", ", read.Select(part => part.Values.Arguments));
        if (kernel.ResetsBefore)
        {
            Vectors rh = Room(kernel.Units), record = Room(kernel.RecordLength);
            _body.Line($"{kernel.Name}ResetRows({p}, {x}, {h.Arguments}, {rh.Arguments}, {record.Arguments}, {_sums!.Arguments});");
            _body.Line($"{kernel.Name}Rows({p}, {h.Arguments}, {rh.Arguments}, {hNext.Arguments}, {record.Arguments}, {_sums.Arguments});");
            return;
        }
        Vectors hOld = h;
        if (kernel.SetsAside)
        {
            hOld = Room(kernel.Outputs);
            Rows(RowOps.Copy(File, kernel.Outputs, h.Row, hOld.Row));
        }
        string c = kernel.HasCell ? ", " + new Vectors("states", cell.CName, Stride).Arguments : "";
        _body.Line($"{kernel.Name}Rows({p}, {x}, {hOld.Arguments}{c}, {hNext.Arguments}{c}, {_sums!.Arguments});");
    }

    private void EmitOneByOne(CellPlan cell, IReadOnlyList<Read> read, Vectors h, Vectors hNext)
    {
        string rh = cell.Kernel.ResetsBefore ? Room(cell.Kernel.Units).First : "";
        string c = cell.Kernel.HasCell ? new Vectors("states", cell.CName, Stride).Row : "";
        Rows(() => EmitCellCall(_body, cell, read.Select(part => part.Row).ToList(), "Untaped", h.Row, h.Row, c, hNext.Row, c, cell.Kernel.NeedsScratch ? _record!.First : "Unsafe.NullRef<float>()", rh));
    }

    /// <summary>What goes around a layer.</summary>
    private Vectors EmitBypass(RecurrentPlan layer, Vectors y, Vectors x)
    {
        Vectors s = Room(layer.OutputStride);
        string t = "";
        if (layer.Gate is { } gate)
        {
            Vectors gates = Room(layer.OutputStride);
            EmitDenseRows(gate, x.Arguments, gates);
            t = gates.Row;
        }
        Rows(SkipOps.Join(File, layer, t, y.Row, x.Row, s.Row));
        return s;
    }

    private Vectors EmitDense(DensePlan dense, IReadOnlyList<Read> read)
    {
        bool isExact = dense == End && dense.MayWriteOutput;
        Vectors y = isExact ? Output : Room(dense.Kernel.Units);
        EmitDenseRows(dense, string.Join(", ", read.Select(part => part.Values.Arguments)), y);
        if (dense == End && !isExact) Rows(RowOps.Copy(File, dense.OutputWidth, y.Row, Output.Row));
        return y;
    }

    private void EmitDenseRows(DensePlan dense, string x, Vectors y)
    {
        var emitter = new DenseEmitter(dense.Kernel);
        emitter.EmitRows(File);
        _body.Line($"{emitter.RowsName}(rows, ref {Lanes.At("p", dense.WeightsName)}, {x}, {y.Arguments});");
    }

    /// <summary>Room for one vector of each row.</summary>
    private Vectors Room(int width)
    {
        _floats += width;
        return new Vectors("room", Literal.Of(_floats - width), "Room");
    }

    private void Rows(string statement) => Rows(() => _body.Line(statement));

    private void Rows(Action body)
    {
        using (_body.Block("for (int n = 0; n < rows; n++)")) body();
    }
}

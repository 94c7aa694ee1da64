using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes the kernel of a <see cref="WavePlan"/>: at each tick the layers' sums, in the order in which the kernels of single steps add, and then
/// their functions by turns, so that each fills the other's waiting time. What layer k and the layer above both read, h of layer k, is loaded once.
/// </summary>
internal sealed class WaveKernel(NetworkPlan plan, WavePlan wave)
{
    public const string Name = "Wave";

    /// <summary>Writes it; <paramref name="oneByOne"/> writes what calls the layers' own kernels, for other vectors.</summary>
    public void Emit(KernelFile file, Action<CodeWriter> oneByOne)
    {
        // Its calls are kernels of their own, which cannot be written within this one.
        var calls = new CodeWriter();
        oneByOne(calls);
        string behind = string.Join(", ", wave.Layers.Select((layer, k) => k == 0 ? "layer 0 at step n" : $"layer {Literal.Of(k)} at n - {Literal.Of(k)}"));
        file.Add(Name, $"{(wave.Delay == 0 ? "The steps of a sequence" : $"Ticks of a wave: {behind}")}; into ys what {(wave.Delay == 0 ? "each" : "the last of them")} gives.", $"ref float p, ref {plan.InputType} xs, int ticks, ref float state, ref float ys", (w, lanes) =>
        {
            if (wave.Groups(lanes) is { } groups) new WaveText(w, plan, wave, lanes).Emit(groups);
            else w.Line(calls.ToString().TrimEnd('\n'));
        });
    }
}

/// <summary>The kernel's text for vectors of one width.</summary>
internal sealed class WaveText
{
    private readonly CodeWriter _w;
    private readonly NetworkPlan _plan;
    private readonly WavePlan _wave;
    private readonly IReadOnlyList<WavedCell> _cells;

    public WaveText(CodeWriter w, NetworkPlan plan, WavePlan wave, Lanes lanes)
    {
        (_w, _plan, _wave) = (w, plan, wave);
        _cells = wave.Layers.Select((layer, k) => new WavedCell(w, layer, k, lanes, wave.HoldsState(lanes))).ToList();
    }

    public void Emit(IReadOnlyList<IReadOnlyList<RecurrentPlan>> groups)
    {
        foreach (WavedCell cell in _cells) cell.EmitPlaces();
        using (_w.Block("for (int n = 0; n < ticks; n++)"))
        {
            EmitInputs();
            // The upper layers first: they read what the lower ones did at the tick before.
            foreach (IReadOnlyList<RecurrentPlan> group in groups.Reverse())
            {
                List<WavedCell> cells = _cells.Where(cell => group.Contains(cell.Layer)).ToList();
                if (groups.Count == 1) EmitGroup(cells);
                else
                {
                    using (_w.Block($"// Layers {string.Join(", ", cells.Select(cell => cell.Number))}.")) EmitGroup(cells);
                }
            }
        }
        foreach (WavedCell cell in _cells) cell.EmitState();
    }

    /// <summary>The first layer's inputs in row n of the sequence.</summary>
    private void EmitInputs()
    {
        string row = Lanes.At("xs", Text.Times("n", _plan.Topology.InputsPerStep));
        foreach (Feed feed in _wave.Layers[0].Feeds)
        {
            SourcePlan source = feed.Source!;
            string token = source.Token < 0 ? "" : Lanes.At("xs", Text.Sum(Text.Times("n", _plan.Topology.InputsPerStep), Literal.Of(source.Token)));
            if (feed.Part.IsToken) _w.Line($"int {feed.Part.Variable} = {token};");
            else _w.Line($"ref float {feed.Part.Variable} = ref {(source.IsEmbedding ? Lanes.At("p", Text.Sum(source.TableName, Text.Times(token, source.Part.Width))) : row)};");
        }
    }

    private void EmitGroup(IReadOnlyList<WavedCell> cells)
    {
        foreach (WavedCell cell in cells) cell.EmitBias();
        foreach (Lanes lanes in cells.SelectMany(cell => cell.Lanes).Distinct()) _w.Line($"{lanes.Type} {Broadcast(lanes)};");
        foreach (WavedPart part in cells[0].Inputs)
        {
            if (part.Part.IsToken) cells[0].EmitToken(part);
            else EmitRows([part], cells[0].Number == 0 ? part.Part.Variable : $"h{cells[0].Number - 1}");
        }
        for (int k = 0; k < cells.Count; k++)
        {
            List<WavedPart> readers = [.. cells[k].Hidden, .. k + 1 < cells.Count ? cells[k + 1].Inputs : []];
            if (readers.Count > 0) EmitRows(readers, "h" + Literal.Of(cells[k].Number));
        }
        foreach (WavedCell cell in cells) cell.EmitSets();
        List<string[]> functions = cells.SelectMany(cell => cell.Functions()).ToList();
        _w.Line($"// {string.Join("; ", cells.SelectMany(cell => cell.Equations).Distinct())}");
        for (int i = 0; i < functions.Max(lines => lines.Length); i++)
        {
            foreach (string[] lines in functions.Where(lines => i < lines.Length)) _w.Line(lines[i]);
        }
        if (cells[cells.Count - 1].Layer == _wave.Last) cells[cells.Count - 1].EmitOutput();
    }

    private string Broadcast(Lanes lanes) => "v" + Literal.Of(lanes.Width);

    /// <summary>Rows in a loop's body, 0 for straight code: so many that in it, too, row r of each reader goes to set r mod its number of sets.</summary>
    private static int LoopRows(IReadOnlyList<WavedPart> readers)
    {
        if (readers.All(reader => reader.LoopRows == 0)) return 0;
        int rows = 1;
        while (readers.Any(reader => rows % Math.Max(reader.LoopRows, reader.Cell.Sets) != 0)) rows++;
        return rows;
    }

    /// <summary>Rows of weights of one cell or two, which the same <paramref name="values"/> are multiplied with.</summary>
    private void EmitRows(IReadOnlyList<WavedPart> readers, string values)
    {
        int rows = readers[0].Part.Width, loopRows = LoopRows(readers), looped = loopRows == 0 ? 0 : rows / loopRows * loopRows;
        _w.Line($"// {string.Join(", ", readers.Select(reader => $"+ {(reader.IsHidden ? "U" : "W")}{reader.Cell.Number}·{values}"))}");
        foreach (WavedPart reader in readers) _w.Line($"ref float {reader.Weights} = ref {Lanes.At("p" + Literal.Of(reader.Cell.Number), reader.Offset)};");
        if (looped > 0)
        {
            using (_w.Block($"for (int j = 0; j < {looped}; {(loopRows == 1 ? "j++" : $"j += {loopRows}")})"))
            {
                foreach (WavedPart reader in readers) _w.Line($"ref float {reader.Weights}Row = ref {Lanes.At(reader.Weights, Text.Times("j", reader.Stride))};");
                for (int row = 0; row < loopRows; row++) EmitRow(row, Lanes.At(values, row == 0 ? "j" : $"j + {row}"), "Row");
            }
        }
        for (int row = looped; row < rows; row++) EmitRow(row, Lanes.At(values, row), "");

        void EmitRow(int row, string value, string suffix)
        {
            Lanes? wider = null;
            foreach (Lanes lanes in readers.SelectMany(reader => reader.Cell.Lanes).Distinct().OrderByDescending(lanes => lanes.Width))
            {
                _w.Line($"{Broadcast(lanes)} = {(wider is null ? lanes.Broadcast(value) : lanes.LowerOf(Broadcast(wider), wider))};");
                wider = lanes;
                foreach (WavedPart reader in readers) reader.EmitRow(row, suffix, lanes, Broadcast(lanes));
            }
        }
    }
}

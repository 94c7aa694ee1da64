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
    private readonly IReadOnlyList<LoopedCell> _cells;

    public WaveText(CodeWriter w, NetworkPlan plan, WavePlan wave, Lanes lanes)
    {
        (_w, _plan, _wave) = (w, plan, wave);
        _cells = wave.Layers.Select((layer, k) => new LoopedCell(w, layer.Cells[0], k, lanes, wave.HoldsState(lanes))).ToList();
    }

    public void Emit(IReadOnlyList<IReadOnlyList<RecurrentPlan>> groups)
    {
        foreach (LoopedCell cell in _cells) cell.EmitInPlace();
        using (_w.Block("for (int n = 0; n < ticks; n++)"))
        {
            EmitInputs();
            // The upper layers first: they read what the lower ones did at the tick before.
            foreach (IReadOnlyList<RecurrentPlan> group in groups.Reverse())
            {
                List<LoopedCell> cells = _cells.Where(cell => group.Contains(_wave.Layers[cell.Number])).ToList();
                if (groups.Count == 1) EmitGroup(cells);
                else
                {
                    using (_w.Block($"// Layers {string.Join(", ", cells.Select(cell => cell.Number))}.")) EmitGroup(cells);
                }
            }
        }
        foreach (LoopedCell cell in _cells) cell.EmitLast();
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

    private void EmitGroup(IReadOnlyList<LoopedCell> cells)
    {
        var loop = new CellLoopText(_w, cells);
        loop.EmitBegin();
        int first = cells[0].Number;
        loop.EmitInputs(cells[0], part => first == 0 ? part.Part.Variable : "h" + Literal.Of(first - 1));
        for (int k = 0; k < cells.Count; k++) loop.EmitRows([.. cells[k].Hidden, .. k + 1 < cells.Count ? cells[k + 1].Inputs : []], "h" + Literal.Of(cells[k].Number));
        loop.EmitFunctions();
        if (cells[cells.Count - 1].Number == _wave.Delay) cells[cells.Count - 1].EmitOutput();
    }
}

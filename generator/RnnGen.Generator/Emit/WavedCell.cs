using System.Globalization;
using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>A cell in the kernel of a wave: its names end with its number, and within it with a letter for each vector of units.</summary>
internal sealed class WavedCell
{
    private readonly CodeWriter _w;
    private readonly CellPlan _plan;
    private readonly CellEmitter _emitter;
    private readonly StepSums _sums;
    private readonly SumsChoice _choice;
    private readonly Pass _pass;

    public WavedCell(CodeWriter w, RecurrentPlan layer, int number, Lanes lanes, bool inRegisters)
    {
        (_w, Layer, Number, _plan) = (w, layer, number, layer.Cells[0]);
        _emitter = CellEmitter.Of(Kernel);
        _sums = _emitter.StepSums!;
        Pass pass = PassPlanner.Passes(Kernel.Panel, lanes).Single();
        _choice = _sums.Choose(Kernel, pass);
        string suffix = Literal.Of(number);
        _pass = pass with
        {
            Pieces = pass.Pieces.Select((piece, i) => piece with { Suffix = suffix + (pass.Pieces.Count == 1 ? "" : ((char)('a' + i)).ToString(CultureInfo.InvariantCulture)) }).ToList(),
            RowSuffix = suffix,
            InRegisters = inRegisters,
        };
        Parts = _sums.Sources.SelectMany(source => source.Parts.Select(part => (Source: source, Part: part)))
            .Select((pair, run) => new WavedPart(this, pair.Source, pair.Part, _choice.LoopRows[run])).ToList();
    }

    public RecurrentPlan Layer { get; }

    /// <summary>The layer, from 0.</summary>
    public int Number { get; }

    public CellKernel Kernel => _plan.Kernel;

    public IEnumerable<string> Equations => _emitter.Equations.Skip(1).DefaultIfEmpty(_emitter.Equations[0]);

    /// <summary>The vectors of its units.</summary>
    public IEnumerable<Lanes> Lanes => _pass.Pieces.Select(piece => piece.Lanes).Distinct();

    /// <summary>Accumulators of each sum.</summary>
    public int Sets => _choice.Sets;

    private IReadOnlyList<WavedPart> Parts { get; }

    /// <summary>What multiplies with the layer's inputs.</summary>
    public IReadOnlyList<WavedPart> Inputs => Parts.Where(part => !part.IsHidden).ToList();

    /// <summary>What multiplies with its h, if there is such a thing.</summary>
    public IReadOnlyList<WavedPart> Hidden => Parts.Where(part => part.IsHidden).ToList();

    private string Suffix => Literal.Of(Number);

    /// <summary>Names its weights, and its state: the old and the new are the same place, because all sums that read it come before.</summary>
    public void EmitPlaces()
    {
        _w.Line($"ref float p{Suffix} = ref {Emit.Lanes.At("p", _plan.WeightsName)};");
        _w.Line($"ref float h{Suffix} = ref {Emit.Lanes.At("state", _plan.HName)}, hNext{Suffix} = ref h{Suffix};");
        if (Kernel.HasCell) _w.Line($"ref float c{Suffix} = ref {Emit.Lanes.At("state", _plan.CName)}, cNext{Suffix} = ref c{Suffix};");
        if (!_pass.InRegisters) return;
        foreach (Piece piece in _pass.Pieces)
        {
            foreach ((StateVariable variable, string vector) in States) _w.Line($"{piece.Lanes.Type} {variable.Of(piece)} = {piece.Lanes.Load(vector + Suffix, piece.Unit)};");
        }
    }

    private IEnumerable<(StateVariable Variable, string Vector)> States => Kernel.HasCell ? [(StateVariable.H, "h"), (StateVariable.C, "c")] : [(StateVariable.H, "h")];

    /// <summary>Behind the last step: what is in registers only goes back to the state.</summary>
    public void EmitState()
    {
        if (!_pass.InRegisters) return;
        foreach (Piece piece in _pass.Pieces)
        {
            foreach ((StateVariable variable, string vector) in States.Where(state => !state.Variable.IsBroadcast)) _w.Line(piece.Lanes.Store(variable.Of(piece), vector + Suffix, piece.Unit));
        }
    }

    /// <summary>The sums begin with b, their other sets with 0.</summary>
    public void EmitBias()
    {
        const int bias = 0;
        int gates = Kernel.Spec.Bias ? Kernel.Panel.Groups[bias].Gates : 0;
        int start = int.Parse(_pass.WeightOffset(Kernel.Panel, bias), CultureInfo.InvariantCulture);
        foreach (Piece piece in _pass.Pieces)
        {
            for (int i = 0; i < _sums.Names.Count; i++)
            {
                string value = i < gates ? piece.Lanes.Load("p" + Suffix, start + piece.Offset(gates, i)) : piece.Lanes.Zero;
                _w.Line($"{piece.Lanes.Type} {Name(_sums.Names[i], piece, 0)} = {value};");
            }
        }
        for (int set = 1; set < _choice.Sets; set++)
        {
            foreach (Piece piece in _pass.Pieces) _w.Line($"{piece.Lanes.Type} {string.Join(", ", _sums.Names.Select(name => $"{Name(name, piece, set)} = {piece.Lanes.Zero}"))};");
        }
    }

    /// <summary>The products of row <paramref name="row"/> with the value in <paramref name="broadcast"/>, by the pieces of that width.</summary>
    public void EmitRow(WavedPart part, int row, string rows, Lanes lanes, string broadcast)
    {
        for (int i = 0; i < _pass.Pieces.Count; i++)
        {
            Piece piece = _pass.Pieces[i];
            if (piece.Lanes != lanes) continue;
            for (int gate = 0; gate < part.Gates; gate++)
            {
                string z = Name(part.Source.Accumulators[gate], piece, row % _choice.Sets);
                _w.Line($"{z} = {lanes.MultiplyAdd(lanes.Load(rows, row * part.Stride + piece.Offset(part.Gates, gate)), broadcast, z)};");
            }
        }
    }

    /// <summary>A token's product is a look-up. What dropout would leave of it is all of it here.</summary>
    public void EmitToken(WavedPart part)
    {
        string row = part.Weights;
        _w.Line("// + the token's row of W");
        _w.Line($"ref float {row} = ref {Emit.Lanes.At("p" + Suffix, Text.Sum(part.Offset, $"{part.Part.Variable} * {Literal.Of(part.Stride)}"))};");
        foreach (Piece piece in _pass.Pieces)
        {
            for (int gate = 0; gate < part.Gates; gate++) _w.Line($"{Name(part.Source.Accumulators[gate], piece, 0)} += {piece.Lanes.Load(row, piece.Offset(part.Gates, gate))};");
        }
    }

    /// <summary>Adds up the sets of the sums.</summary>
    public void EmitSets()
    {
        for (int set = 1; set < _choice.Sets; set++)
        {
            foreach (Piece piece in _pass.Pieces)
            {
                foreach (string name in _sums.Names) _w.Line($"{Name(name, piece, 0)} += {Name(name, piece, set)};");
            }
        }
    }

    /// <summary>The lines of the functions, of each vector of units.</summary>
    public IEnumerable<string[]> Functions() => _pass.Pieces.Select(piece =>
    {
        var lines = new CodeWriter();
        _emitter.EmitUpdate(lines, _pass with { Pieces = [piece] }, records: false);
        return lines.ToString().Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
    });

    /// <summary>Writes h to row n of what the wave gives.</summary>
    public void EmitOutput()
    {
        _w.Line($"ref float y = ref {Emit.Lanes.At("ys", Text.Times("n", Kernel.Outputs))};");
        foreach (Piece piece in _pass.Pieces) _w.Line(piece.Lanes.Store(_pass.InRegisters ? StateVariable.H.Of(piece) : piece.Lanes.Load("h" + Suffix, piece.Unit), "y", piece.Unit));
    }

    /// <summary>Where the rows of a group begin, from the cell's weights on.</summary>
    public string OffsetOf(int group, int firstRow) => Text.Sum(_pass.WeightOffset(Kernel.Panel, group), Literal.Of(firstRow * StrideOf(group)));

    public int StrideOf(int group) => Kernel.Panel.RowStride(_pass.Tile, group);

    private static string Name(string name, Piece piece, int set) => name + piece.Suffix + (set == 0 ? "" : "_" + Literal.Of(set));
}

/// <summary>A run of rows of a cell's weights.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Source">The matrix, and the sums that it adds to.</param>
/// <param name="Part">The rows.</param>
/// <param name="LoopRows">Rows in a loop's body; 0 where they are straight code.</param>
internal sealed record WavedPart(WavedCell Cell, SumSource Source, InputPart Part, int LoopRows)
{
    public bool IsHidden => Cell.Kernel.Panel.Groups[Source.Group].Name == "hidden";

    public int Gates => Cell.Kernel.Panel.Groups[Source.Group].Gates;

    /// <summary>Floats from one row to the next.</summary>
    public int Stride => Cell.StrideOf(Source.Group);

    /// <summary>Where they begin.</summary>
    public string Offset => Cell.OffsetOf(Source.Group, Part.FirstRow);

    /// <summary>The reference to the first.</summary>
    public string Weights => (IsHidden ? "wh" : "w" + Part.Variable) + "_" + Literal.Of(Cell.Number);

    public void EmitRow(int row, string suffix, Lanes lanes, string broadcast) => Cell.EmitRow(this, row, Weights + suffix, lanes, broadcast);
}

namespace RnnGen.Generator.Emit;

/// <summary>Some lanes of one block that are computed in one vector.</summary>
/// <param name="Lanes">The vector.</param>
/// <param name="Unit">The first unit, counted from the pass's first.</param>
/// <param name="UnitsBefore">Units of the pass in the blocks before this one.</param>
/// <param name="BlockSize">Units of the block.</param>
/// <param name="Suffix">Ends the names of the piece's variables; empty where a pass has one piece.</param>
internal sealed record Piece(Lanes Lanes, int Unit, int UnitsBefore, int BlockSize, string Suffix)
{
    /// <summary>Where the piece's lanes of one gate begin, from the pass's first float, in rows of <paramref name="gates"/> gates.</summary>
    public int Offset(int gates, int gate) => gates * UnitsBefore + gate * BlockSize + (Unit - UnitsBefore);
}

/// <summary>The units whose accumulators are in registers together, with the loops around them.</summary>
/// <param name="Pieces">The vectors.</param>
/// <param name="Loops">Loops around the pass: variable, bound, increment.</param>
/// <param name="Tile">The tile (of a run of equal tiles, the first).</param>
/// <param name="TileStride">Floats from one tile of the run to the next.</param>
/// <param name="FirstUnit">The first unit, loop variables being 0.</param>
/// <param name="RowSuffix">Ends the names of vectors: empty, or <c>Row</c> where they are rows of many, see <see cref="RowBatch"/>.</param>
/// <param name="InRegisters">Whether the state is in variables from one step to the next, see <see cref="StateVariable"/>.</param>
internal sealed record Pass(IReadOnlyList<Piece> Pieces, IReadOnlyList<PassLoop> Loops, Tile Tile, int TileStride, int FirstUnit, string RowSuffix = "", bool InRegisters = false)
{
    /// <summary>Floats from the start of a row to the pass's first float, in rows of <paramref name="gates"/> gates that hold only this tile.</summary>
    public string OffsetInTile(int gates) => Sum(Loops.Where(loop => loop.Kind != LoopKind.Tile), gates, FirstUnit - Tile.FirstUnit);

    /// <summary>The same in rows that hold all units.</summary>
    public string OffsetInLayer(int gates) => Sum(Loops, gates, FirstUnit);

    /// <summary>Where the pass's values begin among <paramref name="values"/> of each unit before it.</summary>
    public string OffsetOfUnits(int values) =>
        Text.Sum([.. Loops.Select(loop => Text.Times(loop.Variable, values * loop.Units)), Literal.Of(values * FirstUnit)]);

    /// <summary>The first unit.</summary>
    public string Unit => OffsetInLayer(1);

    /// <summary>Where the weights of <paramref name="group"/> begin for the pass, from the panel's start.</summary>
    public string WeightOffset(PanelLayout panel, int group)
    {
        string inTile = OffsetInTile(panel.Groups[group].Gates);
        string tile = Loops.Any(loop => loop.Kind == LoopKind.Tile) ? $"tile * {Literal.Of(TileStride)}" : "";
        return Text.Sum(tile, inTile, Literal.Of(panel.GroupOffset(Tile, group)));
    }

    /// <summary>Ends the summary of a kernel whose odd steps begin with the last tile, which the step before has left in the cache.</summary>
    public const string ToAndFro = "; odd steps from the last tile on";

    /// <summary>Writes all passes, each with its loops; several passes without loops each get a scope of their own.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="passes">The passes.</param>
    /// <param name="body">Writes one.</param>
    /// <param name="step">A step's number: every other one goes through the tiles from the last on. Null where all begin with the first.</param>
    public static void EmitAll(CodeWriter w, IEnumerable<Pass> passes, Action<Pass> body, string? step = null)
    {
        Pass[] all = passes.ToArray();
        foreach (Pass pass in all)
        {
            if (all.Length > 1 && pass.Loops.Count == 0)
            {
                int last = pass.FirstUnit + pass.Pieces.Sum(piece => piece.Lanes.Units) - 1;
                using (w.Block($"// Units {pass.FirstUnit} … {last}.")) body(pass);
            }
            else pass.EmitLoops(w, 0, () => body(pass), step);
        }
    }

    private void EmitLoops(CodeWriter w, int depth, Action body, string? step)
    {
        if (depth == Loops.Count)
        {
            body();
            return;
        }
        PassLoop loop = Loops[depth];
        if (loop.Kind != LoopKind.Tile || step is null)
        {
            using (w.Block(loop.Header)) EmitLoops(w, depth + 1, body, step);
            return;
        }
        using (w.Block($"for (int turn = 0; turn < {loop.Bound}; turn++)"))
        {
            w.Line($"int {loop.Variable} = ({step} & 1) == 0 ? turn : {loop.Bound - 1} - turn;");
            EmitLoops(w, depth + 1, body, step);
        }
    }

    private static string Sum(IEnumerable<PassLoop> loops, int gates, int constant)
    {
        // A block's gates lie block by block, so a block weighs gates × units; lanes within a block weigh 1.
        var terms = loops.Select(loop => Text.Times(loop.Variable, loop.Kind == LoopKind.Lane ? 1 : gates * loop.Units)).ToList();
        terms.Add(Literal.Of(gates * constant));
        return Text.Sum(terms.ToArray());
    }
}

/// <summary>What a loop around a pass counts.</summary>
internal enum LoopKind { Tile, Block, Lane }

/// <summary>A loop around a pass.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="Variable">Its variable.</param>
/// <param name="Bound">It runs from 0 up to this.</param>
/// <param name="Increment">By this.</param>
/// <param name="Units">Units that an increment of one stands for.</param>
internal sealed record PassLoop(LoopKind Kind, string Variable, int Bound, int Increment, int Units)
{
    public string Header => Increment == 1 ? $"for (int {Variable} = 0; {Variable} < {Bound}; {Variable}++)"
        : $"for (int {Variable} = 0; {Variable} < {Bound}; {Variable} += {Increment})";
}

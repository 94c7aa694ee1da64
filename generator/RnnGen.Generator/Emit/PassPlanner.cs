namespace RnnGen.Generator.Emit;

/// <summary>Cuts a panel into passes for one vector width.</summary>
internal static class PassPlanner
{
    private const int WidestBlock = 16;

    /// <summary>
    /// The passes of <paramref name="panel"/>. With 512-bit vectors a pass is a whole tile (up to 24 accumulators of 32
    /// registers). The narrower machines have 16 registers: 256-bit code takes a block of 16 at a time, 128-bit code half
    /// a block where there are more than two gates, scalar code one unit.
    /// </summary>
    public static IEnumerable<Pass> Passes(PanelLayout panel, Lanes lanes)
    {
        foreach ((Tile tile, PassLoop[] tileLoop, int stride) in TileRuns(panel))
        {
            foreach ((List<Block> blocks, PassLoop[] loops, int lanesPerPass) in BlockRuns(tile, panel.Gates, lanes))
            {
                yield return new Pass(Pieces(blocks, lanes, lanesPerPass), [.. tileLoop, .. loops], tile, stride, blocks[0].FirstUnit);
            }
        }
    }

    /// <summary>Passes of one vector each, which know their tile: for elementwise code that also reads the panel.</summary>
    public static IEnumerable<Pass> Elementwise(PanelLayout panel, Lanes lanes)
    {
        foreach ((Tile tile, PassLoop[] tileLoop, int stride) in TileRuns(panel))
        {
            foreach (Pass pass in Elementwise(tile.Blocks, tile, tileLoop, stride, lanes)) yield return pass;
        }
    }

    /// <summary>The most vectors of one gate that a pass over many rows multiplies with at a time.</summary>
    public const int VectorsOfRows = 4;

    /// <summary>
    /// Passes for kernels of many rows, see <see cref="RowBatch"/>: a vector of each gate or, where there is one gate, up to four of it.
    /// </summary>
    public static IEnumerable<Pass> OfRows(PanelLayout panel, Lanes lanes)
    {
        foreach ((Tile tile, PassLoop[] tileLoop, int stride) in TileRuns(panel))
        {
            foreach (IGrouping<int, Block> run in tile.Blocks.GroupBy(block => block.Size))
            {
                List<Block> blocks = run.ToList();
                int width = lanes.Within(run.Key).Width, vectors = panel.Gates == 1 ? VectorsOfRows : 1;
                int perPass = Math.Min(run.Key, vectors * width), together = Math.Max(1, vectors * width / run.Key);
                int whole = blocks.Count / together * together;
                if (whole > 0) yield return PassOf(0, together, whole / together);
                if (whole < blocks.Count) yield return PassOf(whole, blocks.Count - whole, 1);

                Pass PassOf(int first, int count, int repeats)
                {
                    var loops = new List<PassLoop>(tileLoop);
                    if (repeats > 1) loops.Add(new PassLoop(LoopKind.Block, "block", repeats, 1, count * run.Key));
                    if (perPass < run.Key) loops.Add(new PassLoop(LoopKind.Lane, "lane", run.Key, perPass, 1));
                    return new Pass(Pieces(blocks.GetRange(first, count), lanes, perPass), loops, tile, stride, blocks[first].FirstUnit, "Row");
                }
            }
        }
    }

    /// <summary>
    /// Passes whose lanes are rows (<see cref="Lanes.AcrossRows"/>): so many units at a time that their sums are eight, one chain of
    /// multiply-adds for each that may be under way, and leave the other registers to the functions behind them.
    /// </summary>
    public static IEnumerable<Pass> AcrossRows(PanelLayout panel, Lanes lanes)
    {
        const int sums = 8;
        foreach ((Tile tile, PassLoop[] tileLoop, int stride) in TileRuns(panel))
        {
            foreach (IGrouping<int, Block> run in tile.Blocks.GroupBy(block => block.Size))
            {
                int units = Math.Min(run.Key, panel.Gates >= 3 ? sums / 4 : sums / panel.Gates);
                var loops = new List<PassLoop>(tileLoop);
                if (run.Count() > 1) loops.Add(new PassLoop(LoopKind.Block, "block", run.Count(), 1, run.Key));
                if (units < run.Key) loops.Add(new PassLoop(LoopKind.Lane, "lane", run.Key, units, 1));
                var pieces = Enumerable.Range(0, units).Select(unit => new Piece(lanes.AcrossRows, unit, 0, run.Key, Literal.Of(unit))).ToList();
                yield return new Pass(pieces, loops, tile, stride, run.First().FirstUnit);
            }
        }
    }

    /// <summary>Equal tiles one after another: the first, a loop where there are several, and floats from one to the next.</summary>
    private static IEnumerable<(Tile Tile, PassLoop[] Loop, int Stride)> TileRuns(PanelLayout panel)
    {
        for (int first = 0; first < panel.Tiles.Count;)
        {
            Tile tile = panel.Tiles[first];
            int count = 1;
            while (first + count < panel.Tiles.Count && HasSameBlocks(panel.Tiles[first + count], tile)) count++;
            int stride = count > 1 ? panel.Tiles[first + 1].Offset - tile.Offset : 0;
            yield return (tile, count > 1 ? [new PassLoop(LoopKind.Tile, "tile", count, 1, tile.Units)] : [], stride);
            first += count;
        }
    }

    /// <summary>Passes over <paramref name="units"/> units (a multiple of 4), one vector at a time, whatever the tiles.</summary>
    public static IEnumerable<Pass> Elementwise(int units, Lanes lanes)
    {
        // One gate and one row make a panel whose blocks are those of every layer with so many units.
        var panel = new PanelLayout(units, new RowGroup("values", 1, 1));
        return Elementwise(panel.Tiles.SelectMany(tile => tile.Blocks), panel.Tiles[0], [], 0, lanes);
    }

    private static IEnumerable<Pass> Elementwise(IEnumerable<Block> blocks, Tile tile, PassLoop[] tileLoop, int stride, Lanes lanes)
    {
        foreach (IGrouping<int, Block> run in blocks.GroupBy(block => block.Size))
        {
            Lanes vector = lanes.Within(run.Key);
            var loops = new List<PassLoop>(tileLoop);
            if (run.Count() > 1) loops.Add(new PassLoop(LoopKind.Block, "block", run.Count(), 1, run.Key));
            if (vector.Width < run.Key) loops.Add(new PassLoop(LoopKind.Lane, "lane", run.Key, vector.Width, 1));
            yield return new Pass([new Piece(vector, 0, 0, run.Key, "")], loops, tile, stride, run.First().FirstUnit);
        }
    }

    private static IEnumerable<(List<Block> Blocks, PassLoop[] Loops, int LanesPerPass)> BlockRuns(Tile tile, int gates, Lanes lanes)
    {
        if (lanes.Width == WidestBlock)
        {
            yield return (tile.Blocks.ToList(), [], WidestBlock);
            yield break;
        }
        int wide = tile.Blocks.Count(block => block.Size == WidestBlock);
        foreach (IGrouping<int, Block> run in tile.Blocks.GroupBy(block => block.Size))
        {
            int perPass = Math.Min(run.Key, lanes.IsScalar ? 1 : lanes.Width == 4 && gates > 2 ? 8 : WidestBlock);
            var loops = new List<PassLoop>();
            if (run.Count() > 1) loops.Add(new PassLoop(LoopKind.Block, "block", run.Count(), 1, run.Key));
            if (perPass < run.Key) loops.Add(new PassLoop(LoopKind.Lane, "lane", run.Key, perPass, 1));
            yield return ([run.First()], loops.ToArray(), perPass);
        }
    }

    private static List<Piece> Pieces(List<Block> blocks, Lanes lanes, int lanesPerPass)
    {
        var pieces = new List<(Lanes Lanes, int Unit, int Before, int Size)>();
        int before = 0;
        foreach (Block block in blocks)
        {
            Lanes vector = lanes.Within(block.Size);
            for (int lane = 0; lane < Math.Min(block.Size, lanesPerPass); lane += vector.Width)
            {
                pieces.Add((vector, before + lane, before, block.Size));
            }
            before += block.Size;
        }
        return pieces.Select((piece, index) => new Piece(piece.Lanes, piece.Unit, piece.Before, piece.Size,
            pieces.Count == 1 ? "" : Literal.Of(index))).ToList();
    }

    private static bool HasSameBlocks(Tile a, Tile b) => a.Blocks.Select(block => block.Size).SequenceEqual(b.Blocks.Select(block => block.Size));
}

namespace RnnGen.Generator.Emit;

/// <summary>
/// Equal tiles one after another, for the products along a row: in each tile a row of a group is one run of floats.
/// </summary>
/// <param name="First">The first tile.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Stride">Floats from one tile's weights to the next's.</param>
/// <param name="Length">Floats of one row in one tile.</param>
internal sealed record TileRun(Tile First, int Count, int Stride, int Length)
{
    /// <summary>
    /// Writes <paramref name="body"/> for every run of tiles, in a loop where there are several. It gets the run, the
    /// offset of the group's first row and the offset of the tile's part in a row that holds all units.
    /// </summary>
    public static void EmitAll(CodeWriter w, PanelLayout panel, int group, Action<TileRun, string, string> body)
    {
        TileRun[] runs = Of(panel, group).ToArray();
        foreach (TileRun run in runs)
        {
            string weights = Literal.Of(panel.GroupOffset(run.First, group));
            string units = Literal.Of(panel.Groups[group].Gates * run.First.FirstUnit);
            if (run.Count > 1)
            {
                using (w.Block($"for (int tile = 0; tile < {run.Count}; tile++)"))
                {
                    body(run, Text.Sum($"tile * {Literal.Of(run.Stride)}", weights), Text.Sum($"tile * {Literal.Of(run.Length)}", units));
                }
            }
            else if (runs.Length > 1)
            {
                using (w.Block($"// Units {run.First.FirstUnit} … {run.First.FirstUnit + run.First.Units - 1}.")) body(run, weights, units);
            }
            else body(run, weights, units);
        }
    }

    /// <summary>The vector types that rows of <paramref name="group"/> are read in.</summary>
    public static Lanes[] VectorTypes(PanelLayout panel, int group, Lanes lanes) =>
        Of(panel, group).SelectMany(run => Chunk.Cut(run.Length, lanes)).Select(chunk => chunk.Lanes).Distinct().ToArray();

    private static IEnumerable<TileRun> Of(PanelLayout panel, int group)
    {
        for (int first = 0; first < panel.Tiles.Count;)
        {
            Tile tile = panel.Tiles[first];
            int count = 1;
            while (first + count < panel.Tiles.Count && panel.Tiles[first + count].Blocks.Count == tile.Blocks.Count
                && panel.Tiles[first + count].Units == tile.Units) count++;
            yield return new TileRun(tile, count, count > 1 ? panel.Tiles[first + 1].Offset - tile.Offset : 0, panel.RowStride(tile, group));
            first += count;
        }
    }
}

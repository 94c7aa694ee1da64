namespace RnnGen;

/// <summary>Rows of a panel that are read together, one row for each source that is broadcast.</summary>
/// <param name="Name">What the rows are: <c>bias</c>, <c>input</c>, <c>hidden</c>, … (<see cref="CellPlace"/> has them all).</param>
/// <param name="Rows">The number of sources.</param>
/// <param name="Gates">The number of gates that have weights in these rows.</param>
public readonly record struct RowGroup(string Name, int Rows, int Gates)
{
    /// <summary>Whether the rows are a matrix, which may be stored smaller, rather than single vectors.</summary>
    public bool IsMatrix => Name is "input" or "hidden" or "candidate";
}

/// <summary>Units that fill one vector: 16, 8 or 4 of them.</summary>
/// <param name="Size">The number of lanes.</param>
/// <param name="FirstUnit">The unit in lane 0.</param>
public readonly record struct Block(int Size, int FirstUnit);

/// <summary>Blocks whose accumulators fit in registers together.</summary>
/// <param name="Offset">Where the tile begins in the panel, in floats.</param>
/// <param name="Blocks">Its blocks.</param>
public sealed record Tile(int Offset, EquatableArray<Block> Blocks)
{
    /// <summary>Units of the tile, padding included.</summary>
    public int Units => Blocks.Sum(block => block.Size);

    /// <summary>The first unit of the tile.</summary>
    public int FirstUnit => Blocks[0].FirstUnit;
}

/// <summary>
/// How the weights of a layer lie in memory: <c>[tile][group][row][block][gate][lane]</c>, for every vector width alike.
/// </summary>
/// <remarks>
/// Units go in blocks of 16, then 8, then 4; only the last block is padded (to 4), with zeros. A tile's rows are
/// contiguous, so that a product reads each tile in one stream. <c>docs/performance.md</c> has the measurement
/// that settled the order.
/// </remarks>
public sealed class PanelLayout
{
    /// <summary>A panel of <paramref name="units"/> outputs with these groups of rows.</summary>
    public PanelLayout(int units, params RowGroup[] groups) : this(units, null, groups) { }

    /// <summary>The same with <paramref name="blocksPerTile"/> blocks in a tile, for a kernel that takes so many at a time; null for as many as suit one step.</summary>
    public PanelLayout(int units, int? blocksPerTile, RowGroup[] groups)
    {
        Units = units;
        Groups = groups;
        Gates = groups.Max(group => group.Gates);
        Tiles = MakeTiles(units, blocksPerTile, groups);
        Length = Tiles.Sum(tile => tile.Units) * groups.Sum(group => group.Rows * group.Gates);
        _places = Tiles.SelectMany(tile => Enumerable.Range(0, tile.Blocks.Count).SelectMany(block => PlacesOf(tile, block))).ToArray();
    }

    /// <summary>For each unit, where it begins: filled once, because a network's files ask for every weight.</summary>
    private readonly UnitPlace[] _places;

    /// <summary>A unit's place.</summary>
    /// <param name="BlockSize">Floats from one gate to the next.</param>
    /// <param name="Starts">For each group, the place of row 0, gate 0.</param>
    /// <param name="Strides">For each group, floats from one row to the next.</param>
    /// <param name="Lane">The unit's lane in its block.</param>
    private readonly record struct UnitPlace(int BlockSize, int[] Starts, int[] Strides, int Lane);

    private IEnumerable<UnitPlace> PlacesOf(Tile tile, int block)
    {
        int size = tile.Blocks[block].Size;
        int[] starts = Groups.Select((_, group) => GroupOffset(tile, group) + LaneOffset(tile, group, block, 0)).ToArray();
        int[] strides = Groups.Select((_, group) => RowStride(tile, group)).ToArray();
        return Enumerable.Range(0, size).Select(lane => new UnitPlace(size, starts, strides, lane));
    }

    /// <summary>How the matrices' weights are kept; the vectors are floats.</summary>
    public WeightStorage Storage { get; private init; }

    /// <summary>
    /// The same panel with its matrices in <paramref name="storage"/>, as <see cref="StoredWord"/> says: a row of floats becomes
    /// a row of words, each of which holds the weights of several rows. With Int8 two rows of factors follow each matrix
    /// (<see cref="FactorsOf"/>): what makes a sum of this matrix' products a sum of weights times sources, and what
    /// brings a sum of the matrix before it to this one's measure.
    /// </summary>
    public PanelLayout In(WeightStorage storage)
    {
        if (storage == WeightStorage.Float32) return this;
        int rows = StoredWord.Rows(storage);
        var groups = new List<RowGroup>();
        foreach (RowGroup group in Groups)
        {
            groups.Add(group.IsMatrix ? group with { Rows = (group.Rows + rows - 1) / rows } : group);
            if (group.IsMatrix && storage == WeightStorage.Int8) groups.Add(new RowGroup(FactorsOf(group.Name), 2, group.Gates));
        }
        return new PanelLayout(Units, groups.ToArray()) { Storage = storage };
    }

    /// <summary>The group of the factors of the matrix <paramref name="group"/>.</summary>
    public static string FactorsOf(string group) => group + " factors";

    /// <summary>The number of units, without padding.</summary>
    public int Units { get; }

    /// <summary>The number of units, padded to a multiple of 4.</summary>
    public int PaddedUnits => Pad(Units);

    /// <summary>Accumulators a unit needs: the largest number of gates of any group.</summary>
    public int Gates { get; }

    /// <summary>The groups, in the order of memory.</summary>
    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>The tiles, in the order of memory.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    /// <summary>Floats of the panel, padding included.</summary>
    public int Length { get; }

    /// <summary><paramref name="units"/> rounded up to a multiple of 4.</summary>
    public static int Pad(int units) => (units + 3) / 4 * 4;

    /// <summary>Index of a group by its name.</summary>
    public int GroupIndex(string name)
    {
        for (int g = 0; g < Groups.Count; g++)
        {
            if (Groups[g].Name == name) return g;
        }
        throw new ArgumentException($"The panel has no rows '{name}'.", nameof(name));
    }

    /// <summary>Floats from one row of a group to the next within <paramref name="tile"/>.</summary>
    public int RowStride(Tile tile, int group) => Groups[group].Gates * tile.Units;

    /// <summary>Where the rows of <paramref name="group"/> begin for <paramref name="tile"/>, in floats from the panel's start.</summary>
    public int GroupOffset(Tile tile, int group)
    {
        int offset = tile.Offset;
        for (int g = 0; g < group; g++) offset += Groups[g].Rows * RowStride(tile, g);
        return offset;
    }

    /// <summary>Where, within a row of <paramref name="tile"/>, the lanes of one gate of one block begin.</summary>
    public int LaneOffset(Tile tile, int group, int block, int gate)
    {
        int before = 0;
        for (int b = 0; b < block; b++) before += tile.Blocks[b].Size;
        return Groups[group].Gates * before + gate * tile.Blocks[block].Size;
    }

    /// <summary>The place of one weight, in floats from the panel's start.</summary>
    public int OffsetOf(int group, int row, int gate, int unit)
    {
        UnitPlace place = _places[unit];
        return place.Starts[group] + row * place.Strides[group] + gate * place.BlockSize + place.Lane;
    }

    /// <summary>The most accumulators that one tile may need: 24 of AVX-512's 32 registers.</summary>
    private const int MostAccumulators = 24;

    private static List<Tile> MakeTiles(int units, int? blocksPerTile, RowGroup[] groups)
    {
        List<Block> blocks = MakeBlocks(units);
        int gates = groups.Max(group => group.Gates);
        int perTile = blocksPerTile ?? (blocks.Count * gates <= MostAccumulators ? blocks.Count : BlocksPerTile(gates));
        int rowWeights = groups.Sum(group => group.Rows * group.Gates);
        var tiles = new List<Tile>();
        int offset = 0;
        for (int first = 0; first < blocks.Count; first += perTile)
        {
            var tile = new Tile(offset, new(blocks.Skip(first).Take(perTile)));
            tiles.Add(tile);
            offset += tile.Units * rowWeights;
        }
        return tiles;
    }

    /// <summary>Blocks in a tile where one tile does not hold them all: 8 accumulators or a little more.</summary>
    private static int BlocksPerTile(int gates) => gates switch { 1 => 8, 2 => 4, _ => 2 };

    private static List<Block> MakeBlocks(int units)
    {
        var blocks = new List<Block>();
        int padded = Pad(units);
        foreach (int size in new[] { 16, 8, 4 })
        {
            while (padded - Covered() >= size) blocks.Add(new Block(size, Covered()));
        }
        return blocks;

        int Covered() => blocks.Sum(block => block.Size);
    }
}

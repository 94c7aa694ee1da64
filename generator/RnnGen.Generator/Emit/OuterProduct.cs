namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes dW += Σ s ⊗ dz over all rows: since z += W·s, a source's row of weights gets the source times dz. Blocks of sources × vectors of
/// dW stay in registers over some rows, whose dz stay in the first cache; the code of a block is shared by all kernels of a file.
/// </summary>
/// <param name="file">Where the kernels go.</param>
/// <param name="panel">The weights' layout.</param>
/// <param name="group">The group of the sources.</param>
/// <param name="dzStride">Floats from one row of dz to the next.</param>
internal sealed class OuterProduct(KernelFile file, PanelLayout panel, int group, int dzStride)
{
    /// <summary>Sources of a block: with 4 vectors of 512 bits 16 accumulators of 32 registers, with 2 narrower ones 8 of 16.</summary>
    private const int SourcesAtOnce = 4;

    /// <summary>Adds the blocks that <see cref="Emit"/> calls for <paramref name="sources"/> sources, at every width.</summary>
    public void AddBlocks(int sources)
    {
        foreach (Lanes lanes in Lanes.All)
        {
            foreach (Lanes vector in Lanes.All.Where(vector => vector.Width <= lanes.Width))
            {
                int vectors = vector == lanes ? VectorsAtOnce(lanes) : 1;
                if (sources >= SourcesAtOnce) AddBlock(vector, SourcesAtOnce, vectors);
                if (sources % SourcesAtOnce > 0) AddBlock(vector, 1, vectors);
                if (vectors == 1) continue;
                if (sources >= SourcesAtOnce) AddBlock(vector, SourcesAtOnce, 1);
                if (sources % SourcesAtOnce > 0) AddBlock(vector, 1, 1);
            }
        }
    }

    /// <summary>Rows that are added up at a time: 64 floats of each are half of the first cache.</summary>
    private const int MostRows = 64;

    /// <summary>Gradients that do not stay in the second cache while more rows are added: a tile then gets all rows before the next tile.</summary>
    private const int MostGradients = 1 << 20;

    /// <summary>Writes the weights of sources <paramref name="first"/> … first + <paramref name="sources"/> − 1; those of row n begin at s + n·<paramref name="stride"/>.</summary>
    public void Emit(CodeWriter w, Lanes lanes, string stride, int first, int sources)
    {
        if (panel.Length >= MostGradients) TileRun.EmitAll(w, panel, group, (run, weights, units) => EachRows(() => EmitTile(run, weights, units)));
        else EachRows(() => TileRun.EmitAll(w, panel, group, EmitTile));

        void EachRows(Action body)
        {
            using IDisposable block = w.Block($"for (int done = 0; done < rows; done += {MostRows})");
            w.Line($"int some = System.Math.Min(rows - done, {MostRows});");
            w.Line($"ref float sNow = ref Unsafe.Add(ref s, done * {stride});");
            body();
        }

        void EmitTile(TileRun run, string weights, string units)
        {
            w.Line($"ref float dw = ref {Lanes.At("dp", Text.Sum(weights, Literal.Of(first * run.Length)))};");
            w.Line($"ref float d = ref {Lanes.At("dz", Text.Sum($"done * {Literal.Of(dzStride)}", units))};");
            int width = VectorsAtOnce(lanes) * lanes.Width, looped = run.Length / width * width;
            EmitColumns(w, lanes, VectorsAtOnce(lanes), 0, looped, run.Length, stride, sources);
            foreach (Chunk chunk in Chunk.Cut(run.Length - looped, lanes))
            {
                int start = looped + chunk.Offset;
                EmitColumns(w, chunk.Lanes, 1, start, start + chunk.Count * chunk.Lanes.Width, run.Length, stride, sources);
            }
        }
    }

    /// <summary>Floats <paramref name="start"/> … end − 1 of each row, some vectors at a time.</summary>
    private void EmitColumns(CodeWriter w, Lanes vector, int vectors, int start, int end, int rowLength, string stride, int sources)
    {
        if (start == end) return;
        int width = vectors * vector.Width, looped = sources / SourcesAtOnce * SourcesAtOnce;
        using (w.Block($"for (int v = {start}; v < {end}; v += {width})"))
        {
            if (looped > 0) EmitCalls(0, looped, SourcesAtOnce);
            if (looped < sources) EmitCalls(looped, sources, 1);
        }

        void EmitCalls(int firstRow, int endRow, int count)
        {
            using (w.Block($"for (int j = {firstRow}; j < {endRow}; j += {count})"))
            {
                string g = Lanes.At("dw", Text.Sum(Text.Times("j", rowLength), "v"));
                w.Line($"{Name(vector, count, vectors)}(some, ref {Lanes.At("sNow", "j")}, {stride}, ref {Lanes.At("d", "v")}, {dzStride}, ref {g}, {rowLength});");
            }
        }
    }

    private static int VectorsAtOnce(Lanes lanes) => lanes.Width == Lanes.Of512.Width || lanes.IsScalar ? 4 : 2;

    private static string Name(Lanes vector, int rows, int vectors) => $"Outer{Literal.Of(rows)}x{Literal.Of(vectors)}_{vector.Suffix}";

    private void AddBlock(Lanes vector, int rows, int vectors) => file.AddPart(Name(vector, rows, vectors),
        $"g += Σ s ⊗ d over some rows: {Literal.Of(rows)} sources' {Literal.Of(vectors * vector.Width)} floats, in registers.",
        "int rows, ref float s, int sStride, ref float d, int dStride, ref float g, int gStride", w =>
    {
        ForEach(w, rows, row => Enumerable.Range(0, vectors).Select(v =>
            $"{vector.Type} {Sum(row, v)} = {vector.Load(RowOf(row), v * vector.Width)};"));
        using (w.Block("for (int n = 0; n < rows; n++)"))
        {
            w.Line("ref float sn = ref Unsafe.Add(ref s, n * sStride);");
            w.Line("ref float dn = ref Unsafe.Add(ref d, n * dStride);");
            for (int v = 0; v < vectors; v++) w.Line($"{vector.Type} d{v} = {vector.Load("dn", v * vector.Width)};");
            ForEach(w, rows, row => Enumerable.Range(0, vectors).Select(v => $"{Sum(row, v)} = {vector.MultiplyAdd($"d{v}", $"s{row}", Sum(row, v))};")
                .Prepend($"{vector.Type} s{row} = {vector.Broadcast(Lanes.At("sn", row))};"));
        }
        ForEach(w, rows, row => Enumerable.Range(0, vectors).Select(v => vector.Store(Sum(row, v), RowOf(row), v * vector.Width)));
    });

    private static void ForEach(CodeWriter w, int rows, Func<int, IEnumerable<string>> lines)
    {
        for (int row = 0; row < rows; row++)
        {
            foreach (string line in lines(row)) w.Line(line);
        }
    }

    private static string RowOf(int row) => row == 0 ? "g" : $"Unsafe.Add(ref g, {Text.Times("gStride", row)})";

    private static string Sum(int row, int vector) => $"a{row}{vector}";

    /// <summary>dW of a one-hot source: the row of the token that stood there gets dz, times the factor where there is one.</summary>
    public void EmitToken(CodeWriter w, Lanes lanes, int first, bool hasFactor) => TileRun.EmitAll(w, panel, group, (run, weights, units) =>
    {
        w.Line($"ref float row = ref {Lanes.At("dp", Text.Sum(weights, Literal.Of(first * run.Length), $"token * {Literal.Of(run.Length)}"))};");
        w.Line($"ref float d = ref {Lanes.At("dz", units)};");
        RowOps.EmitChunks(w, lanes, run.Length, (type, at) => type.Store($"({type.Load("row", at)} + {type.Load("d", at)}{(hasFactor ? " * factor" : "")})", "row", at));
    });
}

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes dW += Σₜ s ⊗ dz: since z += W·s, a source's row of weights gets the source times dz. Blocks of rows × vectors of
/// dW stay in registers over all steps; the code of a block is shared by all kernels of a file.
/// </summary>
internal sealed class OuterProduct(KernelFile file, PanelLayout panel, int group)
{
    /// <summary>Rows of a block: with 4 vectors of 512 bits 16 accumulators of 32 registers, with 2 narrower ones 8 of 16.</summary>
    private const int RowsAtOnce = 4;

    private int DzStride => panel.Groups[group].Gates * panel.PaddedUnits;

    /// <summary>Adds the blocks that <see cref="Emit"/> calls for <paramref name="rows"/> rows, at every width.</summary>
    public void AddBlocks(int rows)
    {
        foreach (Lanes lanes in Lanes.All)
        {
            foreach (Lanes vector in Lanes.All.Where(vector => vector.Width <= lanes.Width))
            {
                int vectors = vector == lanes ? VectorsAtOnce(lanes) : 1;
                if (rows >= RowsAtOnce) AddBlock(vector, RowsAtOnce, vectors);
                if (rows % RowsAtOnce > 0) AddBlock(vector, 1, vectors);
                if (vectors == 1) continue;
                if (rows >= RowsAtOnce) AddBlock(vector, RowsAtOnce, 1);
                if (rows % RowsAtOnce > 0) AddBlock(vector, 1, 1);
            }
        }
    }

    /// <summary>Writes rows <paramref name="first"/> … first + <paramref name="rows"/> − 1; the sources of step t begin at s + t·<paramref name="stride"/>.</summary>
    public void Emit(CodeWriter w, Lanes lanes, string stride, int first, int rows) => TileRun.EmitAll(w, panel, group, (run, weights, units) =>
    {
        w.Line($"ref float rows = ref {Lanes.At("dp", Text.Sum(weights, Literal.Of(first * run.Length)))};");
        w.Line($"ref float d = ref {Lanes.At("dz", units)};");
        int width = VectorsAtOnce(lanes) * lanes.Width, looped = run.Length / width * width;
        EmitColumns(w, lanes, VectorsAtOnce(lanes), 0, looped, run.Length, stride, rows);
        foreach (Chunk chunk in Chunk.Cut(run.Length - looped, lanes))
        {
            int start = looped + chunk.Offset;
            EmitColumns(w, chunk.Lanes, 1, start, start + chunk.Count * chunk.Lanes.Width, run.Length, stride, rows);
        }
    });

    /// <summary>Floats <paramref name="start"/> … end − 1 of each row, some vectors at a time.</summary>
    private void EmitColumns(CodeWriter w, Lanes vector, int vectors, int start, int end, int rowLength, string stride, int rows)
    {
        if (start == end) return;
        int width = vectors * vector.Width, looped = rows / RowsAtOnce * RowsAtOnce;
        using (w.Block($"for (int v = {start}; v < {end}; v += {width})"))
        {
            if (looped > 0) EmitCalls(0, looped, RowsAtOnce);
            if (looped < rows) EmitCalls(looped, rows, 1);
        }

        void EmitCalls(int firstRow, int endRow, int count)
        {
            using (w.Block($"for (int j = {firstRow}; j < {endRow}; j += {count})"))
            {
                string g = Lanes.At("rows", Text.Sum(Text.Times("j", rowLength), "v"));
                w.Line($"{Name(vector, count, vectors)}(steps, ref {Lanes.At("s", "j")}, {stride}, ref {Lanes.At("d", "v")}, {DzStride}, ref {g}, {rowLength});");
            }
        }
    }

    private static int VectorsAtOnce(Lanes lanes) => lanes.Width == Lanes.Of512.Width || lanes.IsScalar ? 4 : 2;

    private static string Name(Lanes vector, int rows, int vectors) => $"Outer{Literal.Of(rows)}x{Literal.Of(vectors)}_{vector.Suffix}";

    private void AddBlock(Lanes vector, int rows, int vectors) => file.AddPart(Name(vector, rows, vectors),
        $"g += Σₜ s ⊗ d: {Literal.Of(rows)} rows of {Literal.Of(vectors * vector.Width)} floats, in registers over all steps.",
        "int steps, ref float s, int sStride, ref float d, int dStride, ref float g, int gStride", w =>
    {
        ForEach(w, rows, row => Enumerable.Range(0, vectors).Select(v =>
            $"{vector.Type} {Sum(row, v)} = {vector.Load(RowOf(row), v * vector.Width)};"));
        using (w.Block("for (int t = 0; t < steps; t++)"))
        {
            w.Line("ref float st = ref Unsafe.Add(ref s, t * sStride);");
            w.Line("ref float dt = ref Unsafe.Add(ref d, t * dStride);");
            for (int v = 0; v < vectors; v++) w.Line($"{vector.Type} d{v} = {vector.Load("dt", v * vector.Width)};");
            ForEach(w, rows, row => Enumerable.Range(0, vectors).Select(v => $"{Sum(row, v)} = {vector.MultiplyAdd($"d{v}", $"s{row}", Sum(row, v))};")
                .Prepend($"{vector.Type} s{row} = {vector.Broadcast(Lanes.At("st", row))};"));
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

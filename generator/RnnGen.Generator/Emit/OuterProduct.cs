namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes dW += Σₜ s ⊗ dz: since z += W·s, a source's row of weights gets the source times dz. Blocks of rows × vectors of
/// dW stay in registers over all steps.
/// </summary>
internal sealed class OuterProduct(PanelLayout panel, int group)
{
    /// <summary>Writes rows <paramref name="first"/> … first + <paramref name="rows"/> − 1; the sources of step t begin at s + t·<paramref name="stride"/>.</summary>
    public void Emit(CodeWriter w, Lanes lanes, string stride, int first, int rows) => TileRun.EmitAll(w, panel, group, (run, weights, units) =>
    {
        w.Line($"ref float rows = ref {Lanes.At("dp", Text.Sum(weights, Literal.Of(first * run.Length)))};");
        w.Line($"ref float d = ref {Lanes.At("dz", units)};");
        // 4 × 4 accumulators of 32 registers, or 4 × 2 of 16.
        int vectors = lanes.Width == Lanes.Of512.Width || lanes.IsScalar ? 4 : 2;
        int width = vectors * lanes.Width, looped = run.Length / width * width;
        var body = new Columns(this, w, lanes, stride, rows, run.Length);
        if (looped > 0) body.Emit([new Chunk(lanes, 0, vectors)], looped / width, 0, width);
        if (looped < run.Length) body.Emit(Chunk.Cut(run.Length - looped, lanes).ToArray(), 1, looped, run.Length - looped);
    });

    /// <summary>dW of a one-hot source: the row of the token that stood there gets dz.</summary>
    public void EmitToken(CodeWriter w, Lanes lanes, int first) => TileRun.EmitAll(w, panel, group, (run, weights, units) =>
    {
        w.Line($"ref float row = ref {Lanes.At("dp", Text.Sum(weights, Literal.Of(first * run.Length), $"token * {Literal.Of(run.Length)}"))};");
        w.Line($"ref float d = ref {Lanes.At("dz", units)};");
        RowOps.EmitChunks(w, lanes, run.Length, (type, at) => type.Store($"({type.Load("row", at)} + {type.Load("d", at)})", "row", at));
    });

    /// <summary>The part of a row that is worked on at once, for all rows.</summary>
    private sealed class Columns(OuterProduct product, CodeWriter w, Lanes lanes, string stride, int rows, int rowLength)
    {
        private int DzStride => product.DzStride;

        /// <summary>Writes <paramref name="chunks"/>, <paramref name="count"/> times side by side from <paramref name="start"/> on.</summary>
        public void Emit(Chunk[] chunks, int count, int start, int width)
        {
            (Lanes Type, int Offset)[] vectors = chunks.SelectMany(chunk =>
                Enumerable.Range(0, chunk.Count).Select(v => (chunk.Lanes, chunk.Offset + v * chunk.Lanes.Width))).ToArray();
            if (count > 1)
            {
                using (w.Block($"for (int v = 0; v < {count * width}; v += {width})")) EmitRows(vectors, "v");
            }
            else
            {
                using (w.Block($"// Floats {start} … {start + width - 1} of each row.")) EmitRows(vectors, Literal.Of(start));
            }
        }

        private void EmitRows((Lanes Type, int Offset)[] vectors, string column)
        {
            int atOnce = lanes.IsScalar ? 1 : 4, looped = rows / atOnce * atOnce;
            if (looped > 0)
            {
                using (w.Block($"for (int j = 0; j < {looped}; j += {atOnce})")) EmitBlock(vectors, column, "j", $"j * {Literal.Of(rowLength)}", atOnce);
            }
            if (looped < rows)
            {
                using (w.Block($"// Sources {looped} … {rows - 1}."))
                {
                    EmitBlock(vectors, column, Literal.Of(looped), Literal.Of(looped * rowLength), rows - looped);
                }
            }
        }

        private void EmitBlock((Lanes Type, int Offset)[] vectors, string column, string source, string row, int count)
        {
            w.Line($"ref float g = ref {Lanes.At("rows", Text.Sum(row, column))};");
            ForEach(count, vectors, (r, v) =>
                $"{vectors[v].Type.Type} {Sum(r, v)} = {vectors[v].Type.Load("g", r * rowLength + vectors[v].Offset)};");
            using (w.Block("for (int t = 0; t < steps; t++)"))
            {
                w.Line($"ref float st = ref {Lanes.At("s", Text.Sum($"t * {stride}", source))};");
                w.Line($"ref float dt = ref {Lanes.At("d", Text.Sum($"t * {Literal.Of(DzStride)}", column))};");
                for (int v = 0; v < vectors.Length; v++) w.Line($"{vectors[v].Type.Type} d{v} = {vectors[v].Type.Load("dt", vectors[v].Offset)};");
                for (int r = 0; r < count; r++)
                {
                    foreach (Lanes type in vectors.Select(vector => vector.Type).Distinct())
                    {
                        w.Line($"{type.Type} {Source(r, type)} = {type.Broadcast(Lanes.At("st", r))};");
                    }
                    for (int v = 0; v < vectors.Length; v++)
                    {
                        w.Line($"{Sum(r, v)} = {vectors[v].Type.MultiplyAdd($"d{v}", Source(r, vectors[v].Type), Sum(r, v))};");
                    }
                }
            }
            ForEach(count, vectors, (r, v) => vectors[v].Type.Store(Sum(r, v), "g", r * rowLength + vectors[v].Offset));
        }

        private void ForEach(int count, (Lanes Type, int Offset)[] vectors, Func<int, int, string> line)
        {
            for (int r = 0; r < count; r++)
            {
                for (int v = 0; v < vectors.Length; v++) w.Line(line(r, v));
            }
        }

        private string Source(int row, Lanes type) => type == lanes ? $"s{row}" : $"s{row}_{type.Width}";

        private static string Sum(int row, int vector) => $"a{row}{vector}";
    }

    private int DzStride => panel.Groups[group].Gates * panel.PaddedUnits;
}

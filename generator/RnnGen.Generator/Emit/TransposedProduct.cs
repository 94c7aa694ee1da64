namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes ds = Wᵀ·dz of one step: since z += W·s, each source's gradient is the dot product of its row of weights with dz.
/// </summary>
/// <param name="panel">The weights' layout.</param>
/// <param name="group">The group of rows.</param>
/// <param name="accumulate">Whether ds is added to rather than set.</param>
internal sealed class TransposedProduct(PanelLayout panel, int group, bool accumulate)
{
    /// <summary>Rows whose sums are in registers together: each vector of dz is loaded once for all of them.</summary>
    private const int RowsAtOnce = 8;

    /// <summary>Writes the gradients of the sources of rows <paramref name="first"/> … first + <paramref name="rows"/> − 1.</summary>
    public void Emit(CodeWriter w, Lanes lanes, int first, int rows)
    {
        int looped = rows / RowsAtOnce * RowsAtOnce;
        if (looped > 0)
        {
            using (w.Block($"for (int j = 0; j < {looped}; j += {RowsAtOnce})")) EmitRows(w, lanes, first, "j", RowsAtOnce);
        }
        if (looped == 0) EmitRows(w, lanes, first, "0", rows);
        else if (looped < rows)
        {
            using (w.Block($"// Sources {looped} … {rows - 1}.")) EmitRows(w, lanes, first, Literal.Of(looped), rows - looped);
        }
    }

    private void EmitRows(CodeWriter w, Lanes lanes, int first, string source, int count)
    {
        Lanes[] types = TileRun.VectorTypes(panel, group, lanes);
        foreach (Lanes type in types)
        {
            w.Line($"{type.Type} {string.Join(", ", Enumerable.Range(0, count).Select(row => $"{Sum(type, row)} = {type.Zero}"))};");
        }
        TileRun.EmitAll(w, panel, group, (run, weights, units) =>
        {
            string start = source == "0" ? "" : $"{source} * {Literal.Of(run.Length)}";
            w.Line($"ref float rows = ref {Lanes.At("p", Text.Sum(weights, Literal.Of(first * run.Length), start))};");
            w.Line($"ref float d = ref {Lanes.At("dz", units)};");
            RowOps.EmitChunks(w, lanes, run.Length, (type, at) => string.Join("\n", Terms(type, at, run.Length, count)));
        });
        w.Line($"ref float s = ref {Lanes.At("ds", source)};");
        for (int row = 0; row < count; row++)
        {
            w.Line($"{Lanes.At("s", row)} {(accumulate ? "+=" : "=")} {string.Join(" + ", types.Select(type => type.Sum(Sum(type, row))))};");
        }
    }

    private static IEnumerable<string> Terms(Lanes type, string at, int stride, int count)
    {
        string vector = at == "v" ? "dv" : $"d{at}";
        yield return $"{type.Type} {vector} = {type.Load("d", at)};";
        for (int row = 0; row < count; row++)
        {
            string offset = row == 0 ? at : Text.Sum(at, Literal.Of(row * stride));
            yield return $"{Sum(type, row)} = {type.MultiplyAdd(type.Load("rows", offset), vector, Sum(type, row))};";
        }
    }

    private static string Sum(Lanes type, int row) => $"a{Literal.Of(row)}{(type.Width == Lanes.Of512.Width ? "" : "_" + Literal.Of(type.Width))}";
}

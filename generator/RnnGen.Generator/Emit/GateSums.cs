using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Where a group of rows gets its values from, and which accumulators it adds to.</summary>
/// <param name="Group">Index of the group in the panel.</param>
/// <param name="Parts">The values; row r of a part is row FirstRow + r of the group.</param>
/// <param name="Accumulators">For each gate of the group, its accumulator.</param>
internal sealed record SumSource(int Group, IReadOnlyList<InputPart> Parts, IReadOnlyList<string> Accumulators);

/// <summary>Writes z = b + Σ W·source for one pass: a value is broadcast and multiplied with the weights of all gates.</summary>
/// <param name="w">Where to.</param>
/// <param name="panel">The weights.</param>
/// <param name="pass">The units.</param>
/// <param name="hasBias">Whether the sums begin with b, or with 0.</param>
/// <param name="begun">Sums that were begun elsewhere; null where there are none.</param>
internal sealed class GateSums(CodeWriter w, PanelLayout panel, Pass pass, bool hasBias, SumsVector? begun = null)
{
    /// <summary>Weights a loop's body multiplies with, or fewer where a row has more.</summary>
    private const int UnrolledProducts = 32;

    /// <summary>A whole loop is unrolled up to this many products (the plan's budget for one method is 1 000).</summary>
    private const int FullyUnrolledProducts = 640;

    /// <summary>Independent chains of multiply-adds that keep two units of latency 4 busy.</summary>
    private const int Chains = 8;

    private readonly bool _isLooped = pass.Loops.Count > 0;

    /// <summary>Writes the sums of <paramref name="sources"/> into the accumulators <paramref name="names"/>, each piece's suffix appended.</summary>
    public void Emit(IReadOnlyList<string> names, IReadOnlyList<SumSource> sources)
    {
        int accumulators = names.Count * pass.Pieces.Count;
        int sets = pass.Pieces[0].Lanes.IsScalar ? 1 : Math.Max(1, Math.Min(4, Chains / accumulators));
        int rows = sources.Sum(source => source.Parts.Where(part => !part.IsToken).Sum(part => part.Width));
        if (rows < 2 * sets) sets = 1;
        EmitBias(names);
        for (int set = 1; set < sets; set++)
        {
            foreach (Piece piece in pass.Pieces)
            {
                w.Line($"{piece.Lanes.Type} {string.Join(", ", names.Select(name => $"{Name(name, piece, set)} = {piece.Lanes.Zero}"))};");
            }
        }
        foreach (Lanes lanes in pass.Pieces.Select(piece => piece.Lanes).Distinct()) w.Line($"{lanes.Type} {Broadcast(lanes)};");
        foreach (SumSource source in sources)
        {
            foreach (InputPart part in source.Parts)
            {
                if (part.IsToken) EmitToken(source, part);
                else EmitRows(source, part, sets);
            }
        }
        for (int set = 1; set < sets; set++)
        {
            foreach (Piece piece in pass.Pieces)
            {
                foreach (string name in names) w.Line($"{Name(name, piece, 0)} += {Name(name, piece, set)};");
            }
        }
    }

    private static string Name(string name, Piece piece, int set) => name + piece.Suffix + (set == 0 ? "" : "_" + Literal.Of(set));

    private string Broadcast(Lanes lanes) => lanes == pass.Pieces[0].Lanes ? "v" : "v" + Literal.Of(lanes.Width);

    private void EmitBias(IReadOnlyList<string> names)
    {
        const int bias = 0;
        string origin = "p";
        int begunGates = begun?.Gates ?? 0;
        bool needsBias = hasBias && begunGates < Math.Min(names.Count, panel.Groups[bias].Gates);
        if (needsBias && _isLooped)
        {
            origin = "b";
            w.Line($"ref float b = ref {Lanes.At("p", pass.WeightOffset(panel, bias))};");
        }
        int start = _isLooped ? 0 : int.Parse(pass.WeightOffset(panel, bias), System.Globalization.CultureInfo.InvariantCulture);
        foreach (Piece piece in pass.Pieces)
        {
            for (int gate = 0; gate < names.Count; gate++)
            {
                string value = gate < begunGates ? begun!.Load(piece, gate) : hasBias && gate < panel.Groups[bias].Gates
                    ? piece.Lanes.Load(origin, start + piece.Offset(panel.Groups[bias].Gates, gate)) : piece.Lanes.Zero;
                w.Line($"{piece.Lanes.Type} {Name(names[gate], piece, 0)} = {value};");
            }
        }
    }

    private void EmitToken(SumSource source, InputPart part)
    {
        int stride = panel.RowStride(pass.Tile, source.Group), gates = panel.Groups[source.Group].Gates;
        string row = "w" + part.Variable;
        w.Line(part.IsMasked ? "// + what dropout leaves of the token's row of W" : "// + the token's row of W");
        w.Line($"ref float {row} = ref {Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), Literal.Of(part.FirstRow * stride), $"{part.Variable} * {Literal.Of(stride)}"))};");
        foreach (Piece piece in pass.Pieces)
        {
            for (int gate = 0; gate < gates; gate++)
            {
                string z = Name(source.Accumulators[gate], piece, 0), weight = piece.Lanes.Load(row, piece.Offset(gates, gate));
                w.Line(part.IsMasked ? $"{z} = {piece.Lanes.MultiplyAdd(weight, piece.Lanes.Broadcast(part.Factor), z)};" : $"{z} += {weight};");
            }
        }
    }

    private void EmitRows(SumSource source, InputPart part, int sets)
    {
        int stride = panel.RowStride(pass.Tile, source.Group);
        int products = panel.Groups[source.Group].Gates * pass.Pieces.Count;
        string rows = "w" + part.Variable;
        w.Line($"// + {(panel.Groups[source.Group].Name == "input" ? "W" : "U")}·{part.Variable}");
        w.Line($"ref float {rows} = ref {Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), Literal.Of(part.FirstRow * stride)))};");
        bool isWidest = pass.Pieces[0].Lanes.Width == Lanes.Of512.Width;
        if (part.Width == 1 || (isWidest && !_isLooped && part.Width * products <= FullyUnrolledProducts))
        {
            EmitUnrolled(source, part.Variable, rows, 0, part.Width, stride, sets);
            return;
        }
        int step = Math.Max(sets, Math.Min(8, UnrolledProducts / products / sets * sets));
        if (pass.Pieces[0].Lanes.IsScalar) step = 1;
        int looped = part.Width / step * step;
        if (looped > 0)
        {
            string increment = step == 1 ? "j++" : $"j += {step}";
            using (w.Block($"for (int j = 0; j < {looped}; {increment})"))
            {
                w.Line($"ref float row = ref Unsafe.Add(ref {rows}, j * {stride});");
                if (step > 1) w.Line($"ref float s = ref Unsafe.Add(ref {part.Variable}, j);");
                EmitUnrolled(source, step > 1 ? "s" : $"Unsafe.Add(ref {part.Variable}, j)", "row", 0, step, stride, sets);
            }
        }
        EmitUnrolled(source, part.Variable, rows, looped, part.Width, stride, sets);
    }

    /// <summary>Rows first … end − 1, each a broadcast and one multiply-add for each gate of each piece.</summary>
    private void EmitUnrolled(SumSource source, string values, string rows, int first, int end, int stride, int sets)
    {
        int gates = panel.Groups[source.Group].Gates;
        for (int row = first; row < end; row++)
        {
            Lanes? wider = null;
            foreach (IGrouping<Lanes, Piece> alike in pass.Pieces.GroupBy(piece => piece.Lanes))
            {
                // A narrower vector of the same value is the lower part of the wider one's register.
                string v = Broadcast(alike.Key);
                w.Line($"{v} = {(wider is null ? alike.Key.Broadcast(Lanes.At(values, row)) : alike.Key.LowerOf(Broadcast(wider), wider))};");
                wider = alike.Key;
                foreach (Piece piece in alike)
                {
                    for (int gate = 0; gate < gates; gate++)
                    {
                        string z = Name(source.Accumulators[gate], piece, row % sets);
                        string weight = piece.Lanes.Load(rows, row * stride + piece.Offset(gates, gate));
                        w.Line($"{z} = {piece.Lanes.MultiplyAdd(weight, v, z)};");
                    }
                }
            }
        }
    }
}

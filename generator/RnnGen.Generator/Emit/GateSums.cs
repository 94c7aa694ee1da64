using RnnGen.Generator.Emit.Cells;
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
/// <param name="costs">Chooses how: sets of accumulators, straight code or a loop.</param>
/// <param name="begun">Sums that were begun elsewhere; null where there are none.</param>
internal sealed class GateSums(CodeWriter w, PanelLayout panel, Pass pass, bool hasBias, CostModel costs, SumsVector? begun = null)
{
    private readonly bool _isLooped = pass.Loops.Count > 0;

    private readonly WeightReader _weights = new(panel.Storage);

    /// <summary>Writes the sums of <paramref name="sources"/> into the accumulators <paramref name="names"/>, each piece's suffix appended.</summary>
    public void Emit(IReadOnlyList<string> names, IReadOnlyList<SumSource> sources)
    {
        SumsChoice choice = costs.Choose(ShapeOf(names, sources));
        int sets = choice.Sets, run = 0;
        if (_weights.HasFactors) EmitZeros(names);
        else EmitBias(names);
        for (int set = 1; set < sets; set++)
        {
            foreach (Piece piece in pass.Pieces)
            {
                w.Line($"{piece.Lanes.Type} {string.Join(", ", names.Select(name => $"{Name(name, piece, set)} = {piece.Lanes.Zero}"))};");
            }
        }
        foreach (Lanes lanes in pass.Pieces.Select(piece => piece.Lanes).Distinct()) EmitVariables(lanes);
        foreach (SumSource source in sources)
        {
            if (_weights.HasFactors) EmitChangeOfMeasure(source, sources.TakeWhile(other => other != source).ToList(), sets);
            foreach (InputPart part in source.Parts)
            {
                int loopRows = choice.LoopRows[run++];
                if (part.IsToken) EmitToken(source, part);
                else EmitRows(source, part, sets, loopRows);
            }
        }
        for (int set = 1; set < sets; set++)
        {
            foreach (Piece piece in pass.Pieces)
            {
                foreach (string name in names) w.Line($"{Name(name, piece, 0)} += {Name(name, piece, set)};");
            }
        }
        if (_weights.HasFactors) EmitFactors(names, sources);
    }

    private SumsShape ShapeOf(IReadOnlyList<string> names, IReadOnlyList<SumSource> sources) => new(names.Count * pass.Pieces.Count,
        pass.Pieces[0].Lanes.Units, _isLooped, _weights.Rows, sources.SelectMany(source => source.Parts.Select(part =>
            new RowRun(part.IsToken ? 0 : part.Width, panel.Groups[source.Group].Gates * pass.Pieces.Count))).ToList());

    private static string Name(string name, Piece piece, int set) => name + piece.Suffix + (set == 0 ? "" : "_" + Literal.Of(set));

    /// <summary>The broadcast of a source; where a word has several rows, that of the word's row <paramref name="row"/>.</summary>
    private string Broadcast(Lanes lanes, int row = 0) => "v" + WidthOf(lanes) + (row == 0 ? "" : "_" + Literal.Of(row));

    private string Word(Lanes lanes) => "word" + WidthOf(lanes);

    private string WidthOf(Lanes lanes) => lanes == pass.Pieces[0].Lanes ? "" : Literal.Of(lanes.Width);

    private void EmitVariables(Lanes lanes)
    {
        w.Line($"{lanes.Type} {string.Join(", ", Enumerable.Range(0, _weights.Rows).Select(row => Broadcast(lanes, row)))};");
        if (_weights.Rows > 1) w.Line($"{_weights.Type(lanes)} {Word(lanes)};");
    }

    private void EmitZeros(IReadOnlyList<string> names)
    {
        foreach (Piece piece in pass.Pieces)
        {
            foreach (string name in names) w.Line($"{piece.Lanes.Type} {Name(name, piece, 0)} = {piece.Lanes.Zero};");
        }
    }

    /// <summary>Brings the sums of the matrix before to the measure of this one's weights.</summary>
    private void EmitChangeOfMeasure(SumSource source, IReadOnlyList<SumSource> before, int sets)
    {
        string[] begun = source.Accumulators.Where(name => before.Any(other => other.Accumulators.Contains(name))).ToArray();
        if (begun.Length == 0) return;
        string group = panel.Groups[source.Group].Name;
        w.Line("// to the measure of the next weights");
        var ratios = new PanelRow(w, pass, panel, PanelLayout.FactorsOf(group), "p", group + "Ratios", row: 1);
        foreach (Piece piece in pass.Pieces)
        {
            foreach (string name in begun)
            {
                string ratio = ratios.Load(piece, source.Accumulators.ToList().IndexOf(name));
                for (int set = 0; set < sets; set++) w.Line($"{Name(name, piece, set)} *= {ratio};");
            }
        }
    }

    /// <summary>z = b + factor∘z, the factor being that of the last matrix that was added to z.</summary>
    private void EmitFactors(IReadOnlyList<string> names, IReadOnlyList<SumSource> sources)
    {
        const int bias = 0;
        w.Line("// times the weights' factors, + b");
        PanelRow? biases = hasBias ? new PanelRow(w, pass, panel, panel.Groups[bias].Name, "p", "b") : null;
        var factors = sources.Select(source => source.Group).Distinct().ToDictionary(group => group,
            group => new PanelRow(w, pass, panel, PanelLayout.FactorsOf(panel.Groups[group].Name), "p", panel.Groups[group].Name + "Factors"));
        foreach (Piece piece in pass.Pieces)
        {
            for (int i = 0; i < names.Count; i++)
            {
                SumSource last = sources.Last(source => source.Accumulators.Contains(names[i]));
                string z = Name(names[i], piece, 0), factor = factors[last.Group].Load(piece, last.Accumulators.ToList().IndexOf(names[i]));
                w.Line(biases is not null && i < panel.Groups[bias].Gates
                    ? $"{z} = {piece.Lanes.MultiplyAdd(z, factor, biases.Load(piece, i))};" : $"{z} *= {factor};");
            }
        }
    }

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
                    ? piece.Lanes.LoadParameters(origin, start + piece.Offset(panel.Groups[bias].Gates, gate)) : piece.Lanes.Zero;
                w.Line($"{piece.Lanes.Type} {Name(names[gate], piece, 0)} = {value};");
            }
        }
    }

    private void EmitToken(SumSource source, InputPart part)
    {
        int stride = panel.RowStride(pass.Tile, source.Group), gates = panel.Groups[source.Group].Gates;
        string row = "w" + part.Variable;
        w.Line(part.IsMasked ? "// + what dropout leaves of the token's row of W" : "// + the token's row of W");
        (string first, string token, string shift) = (Literal.Of(part.FirstRow * stride), part.Variable, "shift" + part.Variable);
        if (_weights.Rows > 1)
        {
            (first, token) = ("0", $"row{part.Variable} / {Literal.Of(_weights.Rows)}");
            w.Line($"int row{part.Variable} = {Text.Sum(part.Variable, Literal.Of(part.FirstRow))}, {shift} = {_weights.Shift("row" + part.Variable)};");
        }
        w.Line($"ref float {row} = ref {Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), first, $"{token} * {Literal.Of(stride)}"))};");
        foreach (Piece piece in pass.Pieces)
        {
            for (int gate = 0; gate < gates; gate++)
            {
                string z = Name(source.Accumulators[gate], piece, 0);
                string weight = _weights.WeightAt(piece.Lanes, _weights.Load(piece.Lanes, row, piece.Offset(gates, gate)), shift);
                w.Line(part.IsMasked ? $"{z} = {piece.Lanes.MultiplyAdd(weight, piece.Lanes.Broadcast(part.Factor), z)};" : $"{z} += {weight};");
            }
        }
    }

    private void EmitRows(SumSource source, InputPart part, int sets, int loopRows)
    {
        int stride = panel.RowStride(pass.Tile, source.Group), perWord = _weights.Rows;
        string rows = "w" + part.Variable;
        w.Line($"// + {(panel.Groups[source.Group].Name == "input" ? "W" : "U")}·{part.Variable}");
        w.Line($"ref float {rows} = ref {Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), Literal.Of(part.FirstRow / perWord * stride)))};");
        // A part may begin within a word: rows are counted from the word's first, values from the part's.
        int ahead = part.FirstRow % perWord, end = ahead + part.Width;
        if (loopRows == 0)
        {
            EmitUnrolled(source, part.Variable, rows, ahead, end, ahead, stride, sets);
            return;
        }
        int first = ahead == 0 ? 0 : Math.Min(perWord, end), looped = (end - first) / loopRows * loopRows;
        EmitUnrolled(source, part.Variable, rows, ahead == 0 ? 0 : ahead, ahead == 0 ? 0 : first, ahead, stride, sets);
        if (looped > 0)
        {
            string increment = loopRows == 1 ? "j++" : $"j += {loopRows}";
            using (w.Block($"for (int j = {first}; j < {first + looped}; {increment})"))
            {
                w.Line($"ref float row = ref Unsafe.Add(ref {rows}, j * {stride / perWord});");
                string values = pass.Pieces[0].Lanes.AtUnit(part.Variable, ahead == 0 ? "j" : $"j - {Literal.Of(ahead)}");
                if (loopRows > 1) w.Line($"ref float s = ref {values};");
                EmitUnrolled(source, loopRows > 1 ? "s" : values, "row", 0, loopRows, 0, stride, sets);
            }
        }
        EmitUnrolled(source, part.Variable, rows, first + looped, end, ahead, stride, sets);
    }

    /// <summary>
    /// Rows first … end − 1, counted from <paramref name="rows"/>: each a broadcast and one multiply-add for each gate of each piece.
    /// The value of row r is <paramref name="values"/> at r − <paramref name="ahead"/>.
    /// </summary>
    private void EmitUnrolled(SumSource source, string values, string rows, int first, int end, int ahead, int stride, int sets)
    {
        int gates = panel.Groups[source.Group].Gates, perWord = _weights.Rows;
        for (int word = first / perWord; word * perWord < end; word++)
        {
            int[] some = Enumerable.Range(word * perWord, perWord).Where(row => row >= first && row < end).ToArray();
            Lanes? wider = null;
            foreach (IGrouping<Lanes, Piece> alike in pass.Pieces.GroupBy(piece => piece.Lanes))
            {
                foreach (int row in some) w.Line($"{Broadcast(alike.Key, row % perWord)} = {Value(alike.Key, row)};");
                wider = alike.Key;
                foreach (Piece piece in alike)
                {
                    for (int gate = 0; gate < gates; gate++)
                    {
                        string weights = _weights.Load(piece.Lanes, rows, word * stride + piece.Offset(gates, gate));
                        if (perWord > 1)
                        {
                            w.Line($"{Word(piece.Lanes)} = {weights};");
                            weights = Word(piece.Lanes);
                        }
                        foreach (int row in some)
                        {
                            string z = Name(source.Accumulators[gate], piece, row % sets);
                            w.Line($"{z} = {piece.Lanes.MultiplyAdd(_weights.Weight(piece.Lanes, weights, row % perWord), Broadcast(alike.Key, row % perWord), z)};");
                        }
                    }
                }
            }

            // A narrower vector of the same value is the lower part of the wider one's register.
            string Value(Lanes lanes, int row) => wider is null ? lanes.LoadSource(values, row - ahead) : lanes.LowerOf(Broadcast(wider, row % perWord), wider);
        }
    }
}

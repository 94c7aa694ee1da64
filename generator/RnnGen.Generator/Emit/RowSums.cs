using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes z = b + Σ W·source for one pass and many rows: calls of <c>RowProducts</c>, which loads a weight once for several rows.</summary>
/// <param name="w">Where to.</param>
/// <param name="panel">The weights.</param>
/// <param name="pass">The pass; its pieces are vectors of one width, and several only where there is one gate.</param>
/// <param name="hasBias">Whether there is a b.</param>
/// <param name="sums">Where the sums go: a reference to the first row's. A row's vectors follow one another.</param>
/// <param name="sumsStride">Floats from one row's sums to the next.</param>
internal sealed class RowSums(CodeWriter w, PanelLayout panel, Pass pass, bool hasBias, string sums, string sumsStride)
{
    private const int Bias = 0;

    private Lanes Vector => pass.Pieces[0].Lanes;

    /// <summary>Writes the sums <paramref name="names"/>, or adds to what is there. Nothing is dropped in a kernel of many rows.</summary>
    public void Emit(IReadOnlyList<string> names, IReadOnlyList<SumSource> sources, bool accumulate = false)
    {
        List<(SumSource Source, InputPart Part)> tokens = Parts(true), values = Parts(false);
        string start = sums, startStride = sumsStride;
        if (!accumulate && tokens.Count == 0 && hasBias && values[0].Source.Accumulators.SequenceEqual(names) && panel.Groups[Bias].Gates == names.Count
            && Gap(Bias) == Vector.Width)
        {
            w.Line($"ref float b = ref {Lanes.At("p", pass.WeightOffset(panel, Bias))};");
            (start, startStride) = ("b", "0");
        }
        else if (!accumulate) EmitStart(names, tokens);
        foreach ((SumSource source, InputPart part) in values)
        {
            List<int> places = source.Accumulators.SelectMany(name => pass.Pieces.Select((_, piece) => PlaceOf(names, name) + piece)).ToList();
            int count = places.Count, stride = panel.RowStride(pass.Tile, source.Group);
            string weights = Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), Literal.Of(part.FirstRow * stride)));
            w.Line($"// + {(panel.Groups[source.Group].Name == "input" ? "W" : "U")}·{part.Variable}");
            w.Line($"RowProducts.Sum{count}_{Vector.Suffix}(rows, ref {start}, {startStride}, ref {weights}, {stride}, {(count > 1 ? $"{Literal.Of(Gap(source.Group))}, " : "")}{part.Width}, "
                + $"ref {part.Variable}, {part.Variable}Stride, ref {sums}, {sumsStride}{(count > 1 ? $", {Literal.Of(places[count - 1] * Vector.Width)}" : "")});");
            (start, startStride) = (sums, sumsStride);
        }

        List<(SumSource, InputPart)> Parts(bool areTokens) =>
            sources.SelectMany(source => source.Parts.Where(part => part.IsToken == areTokens).Select(part => (source, part))).ToList();
    }

    private int PlaceOf(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name) * pass.Pieces.Count;

    /// <summary>Floats from one vector of the pass to the next in a row of <paramref name="group"/>.</summary>
    private int Gap(int group) => panel.Groups[group].Gates > 1 ? pass.Pieces[0].BlockSize : Vector.Width;

    /// <summary>Loads of a row's sums into variables: the names, with the suffix of each piece.</summary>
    public static void EmitLoads(CodeWriter w, Pass pass, IReadOnlyList<string> names, string row)
    {
        int place = 0;
        foreach (string name in names)
        {
            foreach (Piece piece in pass.Pieces) w.Line($"{piece.Lanes.Type} {name}{piece.Suffix} = {piece.Lanes.Load(row, place++ * piece.Lanes.Width)};");
        }
    }

    /// <summary>The bias, or zero, and the weights of the tokens.</summary>
    private void EmitStart(IReadOnlyList<string> names, IReadOnlyList<(SumSource Source, InputPart Part)> tokens)
    {
        if (hasBias) w.Line($"ref float b = ref {Lanes.At("p", pass.WeightOffset(panel, Bias))};");
        foreach ((SumSource source, InputPart part) in tokens)
        {
            int stride = panel.RowStride(pass.Tile, source.Group);
            w.Line($"ref float w{part.Variable} = ref {Lanes.At("p", Text.Sum(pass.WeightOffset(panel, source.Group), Literal.Of(part.FirstRow * stride)))};");
        }
        using (w.Block("for (int row = 0; row < rows; row++)"))
        {
            w.Line($"ref float sumsRow = ref {Lanes.At(sums, $"row * {sumsStride}")};");
            foreach ((SumSource source, InputPart part) in tokens)
            {
                w.Line($"ref float w{part.Variable}Row = ref {Lanes.At("w" + part.Variable, $"{RowVector.Of(part).Row} * {Literal.Of(panel.RowStride(pass.Tile, source.Group))}")};");
            }
            for (int gate = 0; gate < names.Count; gate++)
            {
                for (int piece = 0; piece < pass.Pieces.Count; piece++)
                {
                    var terms = new List<string>();
                    if (hasBias && gate < panel.Groups[Bias].Gates) terms.Add(Load(Bias, "b", gate, piece));
                    foreach ((SumSource source, InputPart part) in tokens)
                    {
                        int index = source.Accumulators.ToList().IndexOf(names[gate]);
                        if (index >= 0) terms.Add(Load(source.Group, $"w{part.Variable}Row", index, piece));
                    }
                    string sum = terms.Count == 0 ? Vector.Zero : terms.Count == 1 ? terms[0] : $"({string.Join(" + ", terms)})";
                    w.Line(Vector.Store(sum, "sumsRow", (PlaceOf(names, names[gate]) + piece) * Vector.Width));
                }
            }
        }

        string Load(int group, string origin, int gate, int piece) => Vector.Load(origin, pass.Pieces[piece].Offset(panel.Groups[group].Gates, gate));
    }
}

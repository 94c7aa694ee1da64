using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// The table of a tied embedding. It lies in the dense layer's panel, where a token is a unit: its vector is one weight of each
/// row, as far apart as a row of its tile is long.
/// </summary>
internal static class TiedOps
{
    /// <summary>A call that reads a token's vector.</summary>
    public static string Read(KernelFile file, SourcePlan source, string token, string p, string to)
    {
        PanelLayout panel = source.Panel!;
        var weights = new WeightReader(panel.Storage);
        string statement = "Unsafe.Add(ref x, k) = Unsafe.Add(ref w, k * stride);", factor = "";
        if (weights.Rows > 1)
        {
            string words = Lanes.Scalar.Bits($"Unsafe.Add(ref w, k / {Literal.Of(weights.Rows)} * stride)");
            statement = $"Unsafe.Add(ref x, k) = {weights.WeightAt(Lanes.Scalar, words, weights.Shift("k"))}{(weights.HasFactors ? " * factor" : "")};";
        }
        if (weights.HasFactors) factor = $"float factor = {Lanes.At("p", ColumnOf(panel, PanelLayout.FactorsOf("input")))};";
        return Call(file, source, "TiedVector", "x = a token's vector: its column of the panel that the last layer reads row by row.", factor, statement, token, p, to);
    }

    /// <summary>A call that adds to the gradient of a token's vector.</summary>
    public static string Add(KernelFile file, SourcePlan source, string token, string dp, string dx) =>
        Call(file, source, "TiedVectorGradient", "x was a token's vector; so its column of the panel gets dx.", "", "Unsafe.Add(ref w, k * stride) += Unsafe.Add(ref x, k);", token, dp, dx);

    private static string Call(KernelFile file, SourcePlan source, string name, string summary, string first, string statement, string token, string p, string x)
    {
        PanelLayout panel = source.Panel!;
        int last = panel.Tiles.Count - 1, units = panel.Tiles[0].Units;
        file.AddPart(name, summary, "int token, ref float p, ref float x", w =>
        {
            w.Line(last == 0 ? $"const int stride = {Literal.Of(units)};"
                : $"int tile = token / {Literal.Of(units)}, stride = tile < {Literal.Of(last)} ? {Literal.Of(units)} : {Literal.Of(panel.Tiles[last].Units)};");
            w.Line($"ref float w = ref {Lanes.At("p", ColumnOf(panel, "input"))};");
            if (first.Length > 0) w.Line(first);
            using (w.Block($"for (int k = 0; k < {source.Part.Width}; k++)")) w.Line(statement);
        });
        return $"{name}({token}, ref {Lanes.At(p, source.TableName)}, ref {x});";
    }

    /// <summary>Where the first row of a group has the token's weight.</summary>
    private static string ColumnOf(PanelLayout panel, string group)
    {
        int offset = panel.GroupOffset(panel.Tiles[0], panel.GroupIndex(group)), units = panel.Tiles[0].Units;
        return panel.Tiles.Count == 1 ? Text.Sum("token", Literal.Of(offset))
            : $"tile * {Literal.Of(panel.Tiles[1].Offset)} + {Literal.Of(offset / units)} * stride + token - tile * {Literal.Of(units)}";
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// The table of a tied embedding. It lies in the dense layer's panel, where a token is a unit: its vector is one weight of each
/// row, as far apart as a row of its tile is long.
/// </summary>
internal static class TiedOps
{
    /// <summary>A call that reads a token's vector.</summary>
    public static string Read(KernelFile file, SourcePlan source, string token, string p, string to) =>
        Call(file, source, "TiedVector", "x = a token's vector: its column of the panel that the last layer reads row by row.", "Unsafe.Add(ref x, k) = Unsafe.Add(ref w, k * stride);", token, p, to);

    /// <summary>A call that adds to the gradient of a token's vector.</summary>
    public static string Add(KernelFile file, SourcePlan source, string token, string dp, string dx) =>
        Call(file, source, "TiedVectorGradient", "x was a token's vector; so its column of the panel gets dx.", "Unsafe.Add(ref w, k * stride) += Unsafe.Add(ref x, k);", token, dp, dx);

    private static string Call(KernelFile file, SourcePlan source, string name, string summary, string statement, string token, string p, string x)
    {
        PanelLayout panel = source.Panel!;
        int input = panel.GroupIndex("input"), last = panel.Tiles.Count - 1, units = panel.Tiles[0].Units;
        file.AddPart(name, summary, "int token, ref float p, ref float x", w =>
        {
            if (last == 0)
            {
                w.Line($"const int stride = {units};");
                w.Line($"ref float w = ref {Lanes.At("p", Text.Sum("token", Literal.Of(panel.GroupOffset(panel.Tiles[0], input))))};");
            }
            else
            {
                int tileStride = panel.Tiles[1].Offset, before = panel.GroupOffset(panel.Tiles[0], input) / units;
                w.Line($"int tile = token / {units}, stride = tile < {last} ? {units} : {panel.Tiles[last].Units};");
                w.Line($"ref float w = ref Unsafe.Add(ref p, tile * {tileStride} + {before} * stride + token - tile * {units});");
            }
            using (w.Block($"for (int k = 0; k < {source.Part.Width}; k++)")) w.Line(statement);
        });
        return $"{name}({token}, ref {Lanes.At(p, source.TableName)}, ref {x});";
    }
}

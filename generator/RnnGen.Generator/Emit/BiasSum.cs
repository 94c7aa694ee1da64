using RnnGen.Generator.Emit.Cells;

namespace RnnGen.Generator.Emit;

/// <summary>Writes db += Σ dz over all rows.</summary>
internal static class BiasSum
{
    /// <summary>For each gate of the bias row, the sum of a gate of one of the gradient buffers, whose rows are as far apart as <paramref name="strideOf"/> says of their gates.</summary>
    public static void Emit(CodeWriter w, Lanes lanes, PanelLayout panel, IReadOnlyList<BiasGradient> gates, Func<int, int> strideOf)
    {
        int bias = panel.GroupIndex("bias");
        Pass.EmitAll(w, PassPlanner.Passes(panel, lanes), pass =>
        {
            w.Line($"ref float b = ref {Lanes.At("dp", pass.WeightOffset(panel, bias))};");
            ForEach(pass, gates.Count, (piece, gate) =>
                w.Line($"{piece.Lanes.Type} {Sum(piece, gate)} = {piece.Lanes.Load("b", piece.Offset(gates.Count, gate))};"));
            using (w.Block("for (int row = 0; row < rows; row++)"))
            {
                foreach (BiasGradient source in gates.GroupBy(gate => gate.Gradient).Select(buffer => buffer.First()))
                {
                    string at = $"row * {Literal.Of(strideOf(source.Gates))}";
                    w.Line($"ref float {source.Gradient}Row = ref {Lanes.At(source.Gradient, Text.Sum(at, pass.OffsetInLayer(source.Gates)))};");
                }
                ForEach(pass, gates.Count, (piece, gate) => w.Line(
                    $"{Sum(piece, gate)} += {piece.Lanes.Load(gates[gate].Gradient + "Row", piece.Offset(gates[gate].Gates, gates[gate].Gate))};"));
            }
            ForEach(pass, gates.Count, (piece, gate) => w.Line(piece.Lanes.Store(Sum(piece, gate), "b", piece.Offset(gates.Count, gate))));
        });
    }

    private static string Sum(Piece piece, int gate) => $"b{gate}{(piece.Suffix.Length == 0 ? "" : "_" + piece.Suffix)}";

    private static void ForEach(Pass pass, int gates, Action<Piece, int> body)
    {
        foreach (Piece piece in pass.Pieces)
        {
            for (int gate = 0; gate < gates; gate++) body(piece, gate);
        }
    }
}

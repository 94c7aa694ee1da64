namespace RnnGen.Generator.Emit.Cells;

/// <summary>What the tape keeps of a GRU.</summary>
internal static class GruRecord
{
    /// <summary>r z n; after the product also q = U_n·h + b_hn; and with a clip the three sums before it.</summary>
    public static GateRecord Of(GruSpec spec)
    {
        var names = new List<string> { "r", "z", "n" };
        if (spec.Reset == GruReset.AfterProduct) names.Add("q");
        if (spec.Clip > 0) names.AddRange(["zr", "zz", "zn"]);
        return new GateRecord(names);
    }
}

namespace RnnGen.Generator.Emit.Cells;

/// <summary>What the tape keeps of a GRU.</summary>
internal static class GruRecord
{
    /// <summary>What is used of the step, and with layer normalisation W·x and U·h, or U_n·(r∘h).</summary>
    public static GateRecord Of(GruSpec spec) =>
        new(spec.LayerNorm ? [.. Used(spec), "xr", "xz", "xn", "hr", "hz", "hn"] : Used(spec));

    /// <summary>r z n; after the product also q = U_n·h + b_hn; and with a clip the three sums before it.</summary>
    public static IReadOnlyList<string> Used(GruSpec spec)
    {
        var names = new List<string> { "r", "z", "n" };
        if (spec.Reset == GruReset.AfterProduct) names.Add("q");
        if (spec.Clip > 0) names.AddRange(["zr", "zz", "zn"]);
        return names;
    }

    /// <summary>W·x, of r and z together.</summary>
    public static NormedVector X { get; } = new("X", "norm_ih", 0, ["xr", "xz"], 0);

    /// <summary>W_n·x.</summary>
    public static NormedVector Xn { get; } = new("Xn", "norm_ih", 2, ["xn"], 1);

    /// <summary>U·h, of r and z together.</summary>
    public static NormedVector H { get; } = new("H", "norm_hh", 0, ["hr", "hz"], 2);

    /// <summary>U_n·h, or U_n·(r∘h).</summary>
    public static NormedVector Hn { get; } = new("Hn", "norm_hh", 2, ["hn"], 3);
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>GRU with layer normalisation whose reset gate acts before the product: z_n = LN(W_n·x) + LN(U_n·(r∘h)).</summary>
internal sealed class NormedGruBeforeEmitter(CellKernel kernel, GruSpec spec) : GruBeforeEmitter(kernel, spec)
{
    private LayerNormEmitter Norm => new(Kernel, Record);

    public override IReadOnlyList<string> Equations =>
    [
        $"r, z = {Gate}(LN(W·x) + LN(U·h)), normalised together",
        $"n = {Candidate}(LN(W_n·x) + LN(U_n·(r∘h)))",
        base.Equations[2],
    ];

    public override void EmitStep(KernelFile file)
    {
        IReadOnlyList<SumSource> sources = Sources(["xr", "xz", "xn"], ["hr", "hz"]);
        file.Add(Kernel.Name + "ResetGates", Equations[0] + "; and the candidate's part that does not see h", "ref float p, ref float h, ref float rh, ref float record",
            (w, lanes) => EmitTiles(w, lanes, pass => EmitGates(w, pass)));
        AddCalls(file, Kernel.Name + "Reset", Equations[0] + "; and the candidate's part that does not see h", ResetParameters,
            Norm.Product(file, "Input", InputParameters, InputArguments, sources[0]),
            Norm.Product(file, "Hidden", "ref float h", "ref h", sources[1]),
            Norm.Normalise(file, GruRecord.X), Norm.Normalise(file, GruRecord.Xn), Norm.Normalise(file, GruRecord.H),
            $"{Kernel.Name}ResetGates(ref p, ref h, ref rh, ref record);");
        file.Add(Kernel.Name + "Output", $"{Equations[1]}; {Equations[2]}", "ref float p, ref float h, ref float hNext, ref float record",
            (w, lanes) => EmitTiles(w, lanes, pass => EmitOutput(w, pass)));
        AddCalls(file, Kernel.Name, $"{Equations[1]}; {Equations[2]}", UpdateParameters,
            Norm.Product(file, "Candidate", "ref float rh", "ref rh", CandidateSource("hn")),
            Norm.Normalise(file, GruRecord.Hn),
            $"{Kernel.Name}Output(ref p, ref h, ref hNext, ref record);");
    }

    private void EmitGates(CodeWriter w, Pass pass)
    {
        PassVector h = new(w, pass, "h"), rh = new(w, pass, "rh"), record = new(w, pass, "record", Record.Slots);
        NormRows xGates = Rows(w, pass, record, GruRecord.X), xCandidate = Rows(w, pass, record, GruRecord.Xn), hGates = Rows(w, pass, record, GruRecord.H);
        Piece piece = pass.Pieces[0];
        foreach (string gate in new[] { "r", "z" }) w.Line($"{piece.Lanes.Type} z{gate} = {xGates.Of(piece, "x" + gate)} + {hGates.Of(piece, "h" + gate)};");
        w.Line($"{piece.Lanes.Type} zn = {xCandidate.Of(piece, "xn")};");
        EmitReset(w, piece, h, rh, record);
    }

    private void EmitOutput(CodeWriter w, Pass pass)
    {
        PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext"), record = new(w, pass, "record", Record.Slots);
        NormRows candidate = Rows(w, pass, record, GruRecord.Hn);
        Piece piece = pass.Pieces[0];
        w.Line($"{piece.Lanes.Type} zn = {candidate.Of(piece, "hn")};");
        EmitUpdate(w, piece, h, hNext, record);
    }

    private NormRows Rows(CodeWriter w, Pass pass, PassVector record, NormedVector vector) => new(w, pass, Kernel, vector, Record, record);

    public override void EmitGateGradient(KernelFile file)
    {
        const string upstream = "ref float record, ref float h, ref float dy, ref float dh, ref float dzx, ref float dzh, ref float dzn";
        EmitGateGradient(file, Kernel.Name + "Slopes", Kernel.Name + "ResetSlopes");
        AddCalls(file, Kernel.Name + "Gates", "The gradients of the sums of z and n of a step, then ∂L/∂(W_n·x) and ∂L/∂(U_n·(r∘h)).",
            upstream + ", ref float p, ref float dp",
            $"{Kernel.Name}Slopes({upstream.Replace("float ", "")});",
            Norm.Gradient(file, GruRecord.Xn, new("dzx", 3, 2)), Norm.Gradient(file, GruRecord.Hn, new("dzn", 1)));
        AddCalls(file, Kernel.Name + "Resets", "The gradient of the sum of r of a step, then ∂L/∂(W·x) and ∂L/∂(U·h) of r and z.",
            "ref float record, ref float h, ref float drh, ref float dh, ref float dzx, ref float dzh, ref float p, ref float dp",
            $"{Kernel.Name}ResetSlopes(ref record, ref h, ref drh, ref dh, ref dzx, ref dzh);",
            Norm.Gradient(file, GruRecord.X, new("dzx", 3)), Norm.Gradient(file, GruRecord.H, new("dzh", 2)));
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>GRU with layer normalisation whose reset gate acts after the product: z_n = LN(W_n·x) + r∘LN(U_n·h).</summary>
internal sealed class NormedGruAfterEmitter(CellKernel kernel, GruSpec spec) : GruAfterEmitter(kernel, spec)
{
    private LayerNormEmitter Norm => new(Kernel, Record);

    public override IReadOnlyList<string> Equations =>
    [
        $"r, z = {Gate}(LN(W·x) + LN(U·h)), normalised together",
        $"q = LN(U_n·h); n = {Candidate}(LN(W_n·x) + r∘q)",
        base.Equations[2],
    ];

    public override bool SharesRows => false;

    public override void EmitStep(KernelFile file)
    {
        IReadOnlyList<SumSource> sources = Sources(["xr", "xz", "xn"], ["hr", "hz", "hn"]);
        file.Add(Kernel.Name + "Output", string.Join("; ", Equations), "ref float p, ref float h, ref float hNext, ref float record",
            (w, lanes) => EmitTiles(w, lanes, pass => EmitOutput(w, pass)));
        AddCalls(file, Kernel.Name, string.Join("; ", Equations), StepParameters,
            Norm.Product(file, "Input", InputParameters, InputArguments, sources[0]),
            Norm.Product(file, "Hidden", "ref float h", CellKernel.SplitsState(Kernel.Spec) ? "ref hm" : "ref h", sources[1]),
            Norm.Normalise(file, GruRecord.X), Norm.Normalise(file, GruRecord.Xn), Norm.Normalise(file, GruRecord.H), Norm.Normalise(file, GruRecord.Hn),
            $"{Kernel.Name}Output(ref p, ref h, ref hNext, ref record);");
    }

    private void EmitOutput(CodeWriter w, Pass pass)
    {
        PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext"), record = new(w, pass, "record", Record.Slots);
        NormRows xGates = Rows(GruRecord.X), xCandidate = Rows(GruRecord.Xn), hGates = Rows(GruRecord.H), hCandidate = Rows(GruRecord.Hn);
        Piece piece = pass.Pieces[0];
        string type = piece.Lanes.Type;
        foreach (string gate in new[] { "r", "z" }) w.Line($"{type} z{gate} = {xGates.Of(piece, "x" + gate)} + {hGates.Of(piece, "h" + gate)};");
        w.Line($"{type} zn = {xCandidate.Of(piece, "xn")}, q = {hCandidate.Of(piece, "hn")};");
        EmitUpdate(w, piece, h, hNext, record);

        NormRows Rows(NormedVector vector) => new(w, pass, Kernel, vector, Record, record);
    }

    public override void EmitGateGradient(KernelFile file)
    {
        EmitGateGradient(file, Kernel.Name + "Slopes");
        AddCalls(file, Kernel.Name + "Gates", "The gradients of the normalised sums of a step, then ∂L/∂(W·x) and ∂L/∂(U·h).",
            "ref float record, ref float h, ref float dy, ref float dh, ref float dzx, ref float dzh, ref float p, ref float dp",
            $"{Kernel.Name}Slopes(ref record, ref h, ref dy, ref dh, ref dzx, ref dzh);",
            Norm.Gradient(file, GruRecord.X, new("dzx", 3)), Norm.Gradient(file, GruRecord.Xn, new("dzx", 3, 2)),
            Norm.Gradient(file, GruRecord.H, new("dzh", 3)), Norm.Gradient(file, GruRecord.Hn, new("dzh", 3, 2)));
    }
}

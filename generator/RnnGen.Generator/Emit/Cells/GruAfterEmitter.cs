using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Gated recurrent unit whose reset gate acts after the product (PyTorch's).</summary>
internal sealed class GruAfterEmitter(CellKernel kernel, GruSpec spec) : CellEmitter(kernel)
{
    private const int R = 0, Z = 1, N = 2, Q = 3;

    private string Gate => ActivationText.Symbol(spec.GateActivation);

    private string Candidate => ActivationText.Symbol(spec.Activation);

    public override IReadOnlyList<string> Equations =>
    [
        $"r, z = {Gate}(W·x + U·h{(spec.Bias ? " + b" : "")})",
        $"q = U_n·h{(spec.Bias ? " + b_hn" : "")}; n = {Candidate}(W_n·x{(spec.Bias ? " + b_n" : "")} + r∘q)",
        "h' = (1 − z)∘n + z∘h",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dzx", 3), ("dzh", 3)];

    public override GroupGradient InputGroup => new("input", "dzx");

    public override GroupGradient HiddenGroup => new("hidden", "dzh");

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dzx", 3, R), new("dzx", 3, Z), new("dzx", 3, N), new("dzh", 3, N)];

    public override void EmitStep(KernelFile file) => file.Add(Kernel.Name, string.Join("; ", Equations), StepParameters, (w, lanes) =>
        EmitPasses(w, lanes, pass =>
        {
            w.Line("// zr, zz = W·x + U·h + b; zn = W_n·x + b_n; q = U_n·h + b_hn");
            new GateSums(w, Kernel.Panel, pass, spec.Bias).Emit(["zr", "zz", "zn", "q"], Sources(["zr", "zz", "zn"], ["zr", "zz", "q"]));
            w.Line($"// r, z = {Gate}(zr), {Gate}(zz); n = {Candidate}(zn + r∘q); {Equations[2]}");
            PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext"), record = new(w, pass, "record", 4);
            foreach (Piece piece in pass.Pieces) EmitUpdate(w, piece, h, hNext, record);
        }), records: true);

    private void EmitUpdate(CodeWriter w, Piece piece, PassVector h, PassVector hNext, PassVector record)
    {
        Lanes lanes = piece.Lanes;
        string n = piece.Suffix, type = lanes.Type;
        w.Line($"{type} r{n} = {ActivationText.Value(spec.GateActivation, lanes, "zr" + n)};");
        w.Line($"{type} z{n} = {ActivationText.Value(spec.GateActivation, lanes, "zz" + n)};");
        w.Line($"{type} n{n} = {ActivationText.Value(spec.Activation, lanes, lanes.MultiplyAdd("r" + n, "q" + n, "zn" + n))};");
        w.Line(hNext.Store($"({lanes.MultiplyAdd("z" + n, $"{h.Load(piece)} - n{n}", "n" + n)})", piece));
        using (w.Block("if (TTape.Records)"))
        {
            foreach ((string value, int slot) in new[] { ("r", R), ("z", Z), ("n", N), ("q", Q) })
            {
                w.Line(record.Store(value + n, piece, slot));
            }
        }
    }

    public override void EmitGateGradient(KernelFile file) => file.Add(Kernel.Name + "Gates",
        $"{string.Join("; ", Equations)}; so dn = dh∘(1 − z)∘{Candidate}′, dq = dn∘r, dr = dn∘q∘{Gate}′, dz = dh∘(h − n)∘{Gate}′, and h gets dh∘z.",
        "ref float record, ref float h, ref float dy, ref float dh, ref float dzx, ref float dzh", (w, lanes) =>
    {
        EmitElementwise(w, lanes, pass => EmitGateGradient(w, pass));
    });

    private void EmitGateGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", 4), h = new(w, pass, "h"), dy = new(w, pass, "dy");
        PassVector dh = new(w, pass, "dh"), dzx = new(w, pass, "dzx", 3), dzh = new(w, pass, "dzh", 3);
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        string type = lanes.Type;
        w.Line($"{type} r = {record.Load(piece, R)}, z = {record.Load(piece, Z)}, n = {record.Load(piece, N)}, q = {record.Load(piece, Q)};");
        w.Line($"{type} dhNow = {dh.Load(piece)} + {dy.Load(piece)};");
        w.Line(dh.Store("(dhNow * z)", piece));
        w.Line($"{type} dn = {ActivationText.TimesSlope(spec.Activation, lanes, "(dhNow - dhNow * z)", "n")};");
        w.Line($"{type} dr = {ActivationText.TimesSlope(spec.GateActivation, lanes, "dn * q", "r")};");
        w.Line($"{type} dz = {ActivationText.TimesSlope(spec.GateActivation, lanes, $"dhNow * ({h.Load(piece)} - n)", "z")};");
        foreach ((string value, int slot) in new[] { ("dr", R), ("dz", Z), ("dn", N) }) w.Line(dzx.Store(value, piece, slot));
        foreach ((string value, int slot) in new[] { ("dr", R), ("dz", Z), ("(dn * r)", N) }) w.Line(dzh.Store(value, piece, slot));
    }
}

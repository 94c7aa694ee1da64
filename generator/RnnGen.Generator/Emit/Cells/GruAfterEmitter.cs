using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Gated recurrent unit whose reset gate acts after the product (PyTorch's).</summary>
internal class GruAfterEmitter(CellKernel kernel, GruSpec spec) : CellEmitter(kernel)
{
    private const int R = 0, Z = 1, N = 2;
    private readonly GateText _gate = new(spec.GateActivation, spec.Clip, kernel.Math);
    private readonly GateText _candidate = new(spec.Activation, spec.Clip, kernel.Math);
    private readonly GateRecord _record = GruRecord.Of(spec);

    protected GateRecord Record => _record;

    protected string Gate => _gate.Symbol;

    protected string Candidate => _candidate.Symbol;

    public override IReadOnlyList<string> Equations =>
    [
        $"r, z = {Gate}(W·x + U·h{(spec.Bias ? " + b" : "")})",
        $"q = U_n·h{(spec.Bias ? " + b_hn" : "")}; n = {Candidate}(W_n·x{(spec.Bias ? " + b_n" : "")} + r∘q)",
        "h' = (1 − z)∘n + z∘h",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dzx", 3), ("dzh", 3)];

    public override string InputGradient => "dzx";

    public override string? HiddenGradient => "dzh";

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dzx", 3, R), new("dzx", 3, Z), new("dzx", 3, N), new("dzh", 3, N)];

    public override IReadOnlyList<string> InputSums => ["zr", "zz", "zn"];

    public override void EmitStep(KernelFile file) => EmitStep(file, isBegun: false);

    public override void EmitStepFromSums(KernelFile file) => EmitStep(file, isBegun: true);

    private void EmitStep(KernelFile file, bool isBegun) => AddStep(file, (w, pass, hOld) =>
    {
        w.Line("// zr, zz = W·x + U·h + b; zn = W_n·x + b_n; q = U_n·h + b_hn");
        EmitSums(w, pass, Sums, Sources(hOld), isBegun);
        EmitUpdate(w, pass);
    }, isBegun);

    private static string[] Sums => ["zr", "zz", "zn", "q"];

    private IReadOnlyList<SumSource> Sources(string h) => Sources(["zr", "zz", "zn"], ["zr", "zz", "q"], h);

    public override bool SharesRows => true;

    public override int RowSumsLength => RowsLength(Sums.Length);

    public override void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null) => AddRows(file, across, Sums, Sources("h"), (w, pass) => EmitUpdate(w, pass));

    public override StepSums? StepSums => CellKernel.SplitsState(spec) ? null : new(Sums, Sources("h"));

    public override void EmitUpdate(CodeWriter w, Pass pass, bool records = true)
    {
        if (records) w.Line($"// r, z = {Gate}(zr), {Gate}(zz); n = {Candidate}(zn + r∘q); {Equations[2]}");
        PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext");
        PassVector? record = records ? new PassVector(w, pass, "record", _record.Slots) : null;
        foreach (Piece piece in pass.Pieces) EmitUpdate(w, piece, h, hNext, record);
    }

    /// <summary>Writes the gates and the new output, from the variables of the sums.</summary>
    protected void EmitUpdate(CodeWriter w, Piece piece, PassVector h, PassVector hNext, PassVector? record)
    {
        Lanes lanes = piece.Lanes;
        string n = piece.Suffix, type = lanes.Type;
        w.Line($"{type} r{n} = {_gate.Value(lanes, "zr" + n)};");
        w.Line($"{type} z{n} = {_gate.Value(lanes, "zz" + n)};");
        w.Line($"zn{n} = {lanes.MultiplyAdd("r" + n, "q" + n, "zn" + n)};");
        w.Line($"{type} n{n} = {_candidate.Value(lanes, "zn" + n)};");
        w.Line(hNext.Store($"({lanes.MultiplyAdd("z" + n, $"{lanes.Call("Flush", h.Load(piece))} - n{n}", "n" + n)})", piece));
        if (record is null) return;
        if (spec.LayerNorm) _record.EmitStores(w, piece, record, GruRecord.Used(spec));
        else _record.EmitStores(w, piece, record);
    }

    public override void EmitGateGradient(KernelFile file) => EmitGateGradient(file, Kernel.Name + "Gates");

    /// <summary>Writes the kernel that turns ∂L/∂h into the gradients of the sums.</summary>
    protected void EmitGateGradient(KernelFile file, string name) => file.Add(name,
        $"{string.Join("; ", Equations)}; so dz_n = dh'∘(1 − z)∘{Candidate}′, dq = dz_n∘r, dz_r = dz_n∘q∘{Gate}′, dz_z = dh'∘(h − n)∘{Gate}′, and h gets dh'∘z.",
        "ref float record, ref float h, ref float dy, ref float dh, ref float dzx, ref float dzh", (w, lanes) =>
    {
        EmitElementwise(w, lanes, pass => EmitGateGradient(w, pass));
    });

    private void EmitGateGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", _record.Slots), h = new(w, pass, "h"), dy = new(w, pass, "dy");
        PassVector dh = new(w, pass, "dh"), dzx = new(w, pass, "dzx", 3), dzh = new(w, pass, "dzh", 3);
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        string type = lanes.Type;
        w.Line($"{type} r = {Kept("r")}, z = {Kept("z")}, n = {Kept("n")}, q = {Kept("q")};");
        w.Line($"{type} dhNow = {dh.Load(piece)} + {dy.Load(piece)};");
        w.Line(dh.Store("(dhNow * z)", piece));
        w.Line($"{type} dn = {_candidate.Gradient(lanes, "(dhNow - dhNow * z)", "n", Clipped("zn"))};");
        w.Line($"{type} dr = {_gate.Gradient(lanes, "dn * q", "r", Clipped("zr"))};");
        w.Line($"{type} dz = {_gate.Gradient(lanes, $"dhNow * ({h.Load(piece)} - n)", "z", Clipped("zz"))};");
        foreach ((string value, int slot) in new[] { ("dr", R), ("dz", Z), ("dn", N) }) w.Line(dzx.Store(value, piece, slot));
        foreach ((string value, int slot) in new[] { ("dr", R), ("dz", Z), ("(dn * r)", N) }) w.Line(dzh.Store(value, piece, slot));

        string Kept(string name) => record.Load(piece, _record[name]);

        string Clipped(string sum) => spec.Clip > 0 ? Kept(sum) : "";
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Gated recurrent unit whose reset gate acts before the product (Cho et al. 2014).</summary>
/// <remarks>A step has two halves, because the candidate's sum needs r∘h of all units. The record (r z n) carries values between them.</remarks>
internal class GruBeforeEmitter(CellKernel kernel, GruSpec spec) : CellEmitter(kernel)
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
        $"n = {Candidate}(W_n·x{(spec.Bias ? " + b_n" : "")} + U_n·(r∘h))",
        "h' = (1 − z)∘n + z∘h",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dzx", 3), ("dzh", 2), ("dzn", 1)];

    public override string InputGradient => "dzx";

    public override string? HiddenGradient => "dzh";

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dzx", 3, R), new("dzx", 3, Z), new("dzx", 3, N)];

    protected const string UpdateParameters = "ref float p, ref float h, ref float rh, ref float hNext, ref float record";

    protected string ResetParameters => StepParameters.Replace("hNext", "rh");

    /// <summary>U_n·(r∘h)</summary>
    protected SumSource CandidateSource(string accumulator) =>
        new(Kernel.Panel.GroupIndex("candidate"), [new InputPart(false, 0, spec.Hidden, "rh")], [accumulator]);

    public override IReadOnlyList<string> InputSums => ResetSums;

    public override void EmitStep(KernelFile file) => EmitStep(file, isBegun: false);

    public override void EmitStepFromSums(KernelFile file) => EmitStep(file, isBegun: true);

    private void EmitStep(KernelFile file, bool isBegun)
    {
        file.Add(Kernel.Name + "Reset" + (isBegun ? FromSums : ""), Equations[0] + "; and the candidate's part that does not see h",
            isBegun ? ResetParameters.Replace(InputParameters, SumsParameter) : ResetParameters, (w, lanes) => EmitPasses(w, lanes, pass =>
            {
                EmitSums(w, pass, ResetSums, ResetSources, isBegun);
                EmitReset(w, pass);
            }));
        file.Add(Kernel.Name, $"{Equations[1]}; {Equations[2]}", UpdateParameters, (w, lanes) =>
            EmitPasses(w, lanes, pass =>
            {
                new GateSums(w, Kernel.Panel, pass, hasBias: false, Kernel.Costs).Emit(["zn"], [CandidateSource("zn")]);
                EmitUpdate(w, pass);
            }));
    }

    private static string[] ResetSums => ["zr", "zz", "zn"];

    private IReadOnlyList<SumSource> ResetSources => Sources(ResetSums, ["zr", "zz"]);

    public override bool SharesRows => !spec.LayerNorm;

    public override int RowSumsLength => RowsLength(ResetSums.Length);

    public override void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null)
    {
        string[] reset = ["h", "rh", "record"], update = ["h", "rh", "hNext", "record"];
        if (across is not null)
        {
            AddLanes(file, across, Kernel.Name + "Reset", Kernel.Inputs, reset, spec.Bias, ResetSums, ResetSources, EmitReset);
            AddLanes(file, across, Kernel.Name, [], update, false, ["zn"], [CandidateSource("zn")], EmitUpdate);
            return;
        }
        file.AddScalar(() => EmitStep(file));
        AddRows(file, Kernel.Name + "Reset", "", Kernel.Inputs, reset, [.. reset.Select(RowVector.Argument)], spec.Bias, ResetSums, ResetSources, EmitReset);
        AddRows(file, Kernel.Name, "", [], update, [.. update.Select(RowVector.Argument)], false, ["zn"], [CandidateSource("zn")], EmitUpdate);
    }

    private void EmitReset(CodeWriter w, Pass pass)
    {
        PassVector h = new(w, pass, "h"), rh = new(w, pass, "rh"), record = new(w, pass, "record", _record.Slots);
        foreach (Piece piece in pass.Pieces) EmitReset(w, piece, h, rh, record);
    }

    private void EmitUpdate(CodeWriter w, Pass pass)
    {
        PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext"), record = new(w, pass, "record", _record.Slots);
        foreach (Piece piece in pass.Pieces) EmitUpdate(w, piece, h, hNext, record);
    }

    /// <summary>Writes r, z and r∘h, from the variables of the sums; the candidate's sum so far takes n's place.</summary>
    protected void EmitReset(CodeWriter w, Piece piece, PassVector h, PassVector rh, PassVector record)
    {
        string n = piece.Suffix;
        w.Line($"{piece.Lanes.Type} r{n} = {_gate.Value(piece.Lanes, "zr" + n)};");
        w.Line(rh.Store($"(r{n} * {h.Load(piece)})", piece));
        w.Line(record.Store("r" + n, piece, R));
        w.Line(record.Store(_gate.Value(piece.Lanes, "zz" + n), piece, Z));
        w.Line(record.Store("zn" + n, piece, N));
        if (spec.Clip > 0)
        {
            w.Line(record.Store("zr" + n, piece, _record["zr"]));
            w.Line(record.Store("zz" + n, piece, _record["zz"]));
        }
    }

    /// <summary>Writes the candidate and the new output, from the variable of the candidate's recurrent sum.</summary>
    protected void EmitUpdate(CodeWriter w, Piece piece, PassVector h, PassVector hNext, PassVector record)
    {
        Lanes vector = piece.Lanes;
        string n = piece.Suffix;
        w.Line($"{vector.Type} z{n} = {record.Load(piece, Z)};");
        w.Line($"zn{n} += {record.Load(piece, N)};");
        if (spec.Clip > 0) w.Line(record.Store("zn" + n, piece, _record["zn"]));
        w.Line($"{vector.Type} n{n} = {_candidate.Value(vector, "zn" + n)};");
        w.Line(hNext.Store($"({vector.MultiplyAdd("z" + n, $"{vector.Call("Flush", h.Load(piece))} - n{n}", "n" + n)})", piece));
        w.Line(record.Store("n" + n, piece, N));
    }

    public override void EmitGateGradient(KernelFile file) => EmitGateGradient(file, Kernel.Name + "Gates", Kernel.Name + "Resets");

    /// <summary>Writes the kernels of the gradients of the sums: of z and n, then of r.</summary>
    protected void EmitGateGradient(KernelFile file, string gates, string resets)
    {
        file.Add(gates, $"{Equations[1]}; {Equations[2]}; so dz_n = dh'∘(1 − z)∘{Candidate}′, dz_z = dh'∘(h − n)∘{Gate}′, and h gets dh'∘z.",
            "ref float record, ref float h, ref float dy, ref float dh, ref float dzx, ref float dzh, ref float dzn", (w, lanes) =>
        {
            EmitElementwise(w, lanes, pass => EmitCandidateGradient(w, pass));
        });
        file.Add(resets, $"{Equations[0]}; so with dv = ∂L/∂(r∘h) = U_nᵀ·dz_n (drh): dz_r = dv∘h∘{Gate}′, and h gets dv∘r.",
            "ref float record, ref float h, ref float drh, ref float dh, ref float dzx, ref float dzh", (w, lanes) =>
        {
            EmitElementwise(w, lanes, pass => EmitResetGradient(w, pass));
        });
    }

    private void EmitCandidateGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", _record.Slots), h = new(w, pass, "h"), dy = new(w, pass, "dy"), dh = new(w, pass, "dh");
        PassVector dzx = new(w, pass, "dzx", 3), dzh = new(w, pass, "dzh", 2), dzn = new(w, pass, "dzn");
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        w.Line($"{lanes.Type} z = {record.Load(piece, Z)}, n = {record.Load(piece, N)};");
        w.Line($"{lanes.Type} dhNow = {dh.Load(piece)} + {dy.Load(piece)};");
        w.Line(dh.Store("(dhNow * z)", piece));
        w.Line($"{lanes.Type} dn = {_candidate.Gradient(lanes, "(dhNow - dhNow * z)", "n", Clipped(record, piece, "zn"))};");
        w.Line($"{lanes.Type} dz = {_gate.Gradient(lanes, $"dhNow * ({h.Load(piece)} - n)", "z", Clipped(record, piece, "zz"))};");
        w.Line(dzx.Store("dz", piece, Z));
        w.Line(dzx.Store("dn", piece, N));
        w.Line(dzh.Store("dz", piece, Z));
        w.Line(dzn.Store("dn", piece));
    }

    private void EmitResetGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", _record.Slots), h = new(w, pass, "h"), drh = new(w, pass, "drh"), dh = new(w, pass, "dh");
        PassVector dzx = new(w, pass, "dzx", 3), dzh = new(w, pass, "dzh", 2);
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        w.Line($"{lanes.Type} r = {record.Load(piece, R)}, d = {drh.Load(piece)};");
        w.Line(dh.Store($"({lanes.MultiplyAdd("d", "r", dh.Load(piece))})", piece));
        w.Line($"{lanes.Type} dr = {_gate.Gradient(lanes, "d * " + h.Load(piece), "r", Clipped(record, piece, "zr"))};");
        w.Line(dzx.Store("dr", piece, R));
        w.Line(dzh.Store("dr", piece, R));
    }

    /// <summary>The sum before its clip; nothing where there is no clip.</summary>
    private string Clipped(PassVector record, Piece piece, string sum) => spec.Clip > 0 ? record.Load(piece, _record[sum]) : "";
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>minGRU (Feng et al. 2024): gates that do not see h.</summary>
internal sealed class MinGruEmitter(CellKernel kernel, MinGruSpec spec) : CellEmitter(kernel)
{
    private static readonly ActivationSpec Sigmoid = Activation.Sigmoid;
    private static readonly GateRecord Kept = new(["z", "n"]);

    /// <summary>What the tape keeps.</summary>
    public static int RecordSlots => Kept.Slots;

    public override IReadOnlyList<string> Equations =>
    [
        $"z = σ(W_z·x{(spec.Bias ? " + b_z" : "")}); n = W_h·x{(spec.Bias ? " + b_h" : "")}",
        "h' = (1 − z)∘h + z∘n",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dz", 2)];

    public override string InputGradient => "dz";

    public override string? HiddenGradient => null;

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dz", 2, 0), new("dz", 2, 1)];

    public override IReadOnlyList<string> InputSums => Sums;

    public override void EmitStep(KernelFile file) => EmitStep(file, isBegun: false);

    public override void EmitStepFromSums(KernelFile file) => EmitStep(file, isBegun: true);

    private void EmitStep(KernelFile file, bool isBegun) => AddStep(file, (w, pass, _) =>
    {
        w.Line($"// {Equations[0]}");
        EmitSums(w, pass, Sums, Inputs, isBegun);
        EmitUpdate(w, pass);
    }, isBegun);

    private static string[] Sums => ["zz", "n"];

    private IReadOnlyList<SumSource> Inputs => [new SumSource(Kernel.Panel.GroupIndex("input"), Kernel.Inputs, Sums)];

    public override bool SharesRows => true;

    public override int RowSumsLength => RowsLength(Sums.Length);

    public override void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null) => AddRows(file, across, Sums, Inputs, (w, pass) => EmitUpdate(w, pass));

    public override StepSums? StepSums => new(Sums, Inputs);

    public override void EmitUpdate(CodeWriter w, Pass pass, bool records = true)
    {
        if (records) w.Line($"// {Equations[1]}");
        PassVector h = new(w, pass, "h"), hNext = new(w, pass, "hNext");
        PassVector? record = records ? new PassVector(w, pass, "record", Kept.Slots) : null;
        foreach (Piece piece in pass.Pieces)
        {
            string n = piece.Suffix;
            w.Line($"{piece.Lanes.Type} z{n} = {ActivationText.Value(Sigmoid, Kernel.Math, piece.Lanes, "zz" + n)}, hOld{n} = {piece.Lanes.Call("Flush", h.Load(piece))};");
            w.Line(hNext.Store($"({piece.Lanes.MultiplyAdd("z" + n, $"n{n} - hOld{n}", "hOld" + n)})", piece));
            if (record is not null) Kept.EmitStores(w, piece, record);
        }
    }

    public override void EmitGateGradient(KernelFile file) => file.Add(Kernel.Name + "Gates",
        $"{string.Join("; ", Equations)}; so dn = dh'∘z, dz_z = dh'∘(n − h)∘σ′, and h gets dh'∘(1 − z).",
        "ref float record, ref float h, ref float dy, ref float dh, ref float dz", (w, lanes) => EmitElementwise(w, lanes, pass =>
    {
        PassVector record = new(w, pass, "record", Kept.Slots), h = new(w, pass, "h"), dy = new(w, pass, "dy"), dh = new(w, pass, "dh"), dz = new(w, pass, "dz", 2);
        Piece piece = pass.Pieces[0];
        string type = piece.Lanes.Type;
        w.Line($"{type} z = {record.Load(piece, Kept["z"])}, n = {record.Load(piece, Kept["n"])};");
        w.Line($"{type} dhNow = {dh.Load(piece)} + {dy.Load(piece)}, dn = dhNow * z;");
        w.Line(dz.Store($"({ActivationText.TimesSlope(Sigmoid, piece.Lanes, $"dhNow * (n - {h.Load(piece)})", "z")})", piece, 0));
        w.Line(dz.Store("dn", piece, 1));
        w.Line(dh.Store("(dhNow - dn)", piece));
    }));
}

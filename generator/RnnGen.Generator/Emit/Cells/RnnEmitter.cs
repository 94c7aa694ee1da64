using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>h = φ(W·x + U·h + b).</summary>
internal class RnnEmitter(CellKernel kernel, RnnSpec spec) : CellEmitter(kernel)
{
    /// <summary>With layer normalisation: W·x and U·h.</summary>
    protected static readonly string[] RecordNames = ["xz", "hz"];

    /// <summary>What the tape keeps besides h.</summary>
    public static GateRecord RecordOf(RnnSpec spec) => new(spec.LayerNorm ? RecordNames : []);

    protected RnnSpec Spec => spec;

    protected string Phi => ActivationText.Symbol(spec.Activation);

    public override IReadOnlyList<string> Equations => [$"h' = {Phi}(W·x + U·h{(spec.Bias ? " + b" : "")})"];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dz", 1)];

    public override string InputGradient => "dz";

    public override string? HiddenGradient => "dz";

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dz", 1, 0)];

    public override IReadOnlyList<string> InputSums => ["z"];

    public override void EmitStep(KernelFile file) => EmitStep(file, isBegun: false);

    public override void EmitStepFromSums(KernelFile file) => EmitStep(file, isBegun: true);

    private void EmitStep(KernelFile file, bool isBegun) => AddStep(file, (w, pass, h) =>
    {
        EmitSums(w, pass, ["z"], Sources(["z"], ["z"], h), isBegun);
        EmitUpdate(w, pass);
    }, isBegun);

    public override bool SharesRows => true;

    public override int RowSumsLength => RowsLength(PassPlanner.VectorsOfRows);

    public override void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null) => AddRows(file, across, ["z"], Sources(["z"], ["z"]), (w, pass) => EmitUpdate(w, pass));

    public override StepSums? StepSums => new(["z"], Sources(["z"], ["z"]));

    public override void EmitUpdate(CodeWriter w, Pass pass, bool records = true)
    {
        var hNext = new PassVector(w, pass, "hNext");
        foreach (Piece piece in pass.Pieces)
        {
            w.Line(hNext.Store(ActivationText.Value(spec.Activation, Kernel.Math, piece.Lanes, "z" + piece.Suffix), piece));
        }
    }

    public override void EmitGateGradient(KernelFile file) =>
        file.Add(Kernel.Name + "Gates", $"{Equations[0]}; so dz = dh ∘ {Phi}′, where dh = dy + what the next step sent.",
            "ref float hNext, ref float dy, ref float dh, ref float dz", EmitSlope);

    /// <summary>dz = dh∘φ′</summary>
    protected void EmitSlope(CodeWriter w, Lanes lanes) => EmitElementwise(w, lanes, pass =>
    {
        PassVector hNext = new(w, pass, "hNext"), dy = new(w, pass, "dy"), dh = new(w, pass, "dh"), dz = new(w, pass, "dz");
        Piece piece = pass.Pieces[0];
        string gradient = ActivationText.TimesSlope(spec.Activation, piece.Lanes, $"({dh.Load(piece)} + {dy.Load(piece)})", hNext.Load(piece));
        w.Line(dz.Store($"({gradient})", piece));
    });
}

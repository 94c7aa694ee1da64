using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>h = φ(LN(W·x) + LN(U·h)).</summary>
internal sealed class NormedRnnEmitter(CellKernel kernel, RnnSpec spec) : RnnEmitter(kernel, spec)
{
    private static readonly GateRecord Record = new(RecordNames);
    private static readonly NormedVector X = new("X", "norm_ih", 0, ["xz"], 0), H = new("H", "norm_hh", 0, ["hz"], 1);

    private LayerNormEmitter Norm => new(Kernel, Record);

    public override IReadOnlyList<string> Equations => [$"h' = {Phi}(LN(W·x) + LN(U·h))"];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dzx", 1), ("dzh", 1)];

    public override string InputGradient => "dzx";

    public override string HiddenGradient => "dzh";

    public override bool SharesRows => false;

    public override void EmitStep(KernelFile file)
    {
        IReadOnlyList<SumSource> sources = Sources(X.Values, H.Values);
        file.Add(Kernel.Name + "Output", Equations[0], "ref float p, ref float hNext, ref float record", (w, lanes) => EmitTiles(w, lanes, pass =>
        {
            PassVector record = new(w, pass, "record", Record.Slots), hNext = new(w, pass, "hNext");
            NormRows x = new(w, pass, Kernel, X, Record, record), h = new(w, pass, Kernel, H, Record, record);
            Piece piece = pass.Pieces[0];
            w.Line($"{piece.Lanes.Type} z = {x.Of(piece, "xz")} + {h.Of(piece, "hz")};");
            w.Line(hNext.Store(ActivationText.Value(Spec.Activation, Kernel.Math, piece.Lanes, "z"), piece));
        }));
        AddCalls(file, Kernel.Name, Equations[0], StepParameters,
            Norm.Product(file, "Input", InputParameters, InputArguments, sources[0]),
            Norm.Product(file, "Hidden", "ref float h", "ref h", sources[1]),
            Norm.Normalise(file, X), Norm.Normalise(file, H),
            $"{Kernel.Name}Output(ref p, ref hNext, ref record);");
    }

    public override void EmitGateGradient(KernelFile file)
    {
        file.Add(Kernel.Name + "Slopes", $"{Equations[0]}; so dz = dh ∘ {Phi}′, where dh = dy + what the next step sent.",
            "ref float hNext, ref float dy, ref float dh, ref float dz", EmitSlope);
        AddCalls(file, Kernel.Name + "Gates", "∂L/∂z of a step, then ∂L/∂(W·x) and ∂L/∂(U·h).",
            "ref float record, ref float hNext, ref float dy, ref float dh, ref float dzx, ref float dzh, ref float p, ref float dp",
            $"{Kernel.Name}Slopes(ref hNext, ref dy, ref dh, ref dzx);",
            Norm.Gradient(file, H, new("dzx", 1), new("dzh", 1)),
            Norm.Gradient(file, X, new("dzx", 1)));
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Long short-term memory, gates i f g o.</summary>
internal sealed class LstmEmitter(CellKernel kernel, LstmSpec spec) : CellEmitter(kernel)
{
    private const int I = 0, F = 1, G = 2, O = 3, A = 4;
    private static readonly string[] Sums = ["zi", "zf", "zg", "zo"];

    private string Gate => ActivationText.Symbol(spec.GateActivation);

    private string Candidate => ActivationText.Symbol(spec.Activation);

    private string Output => ActivationText.Symbol(spec.OutputActivation);

    public override IReadOnlyList<string> Equations =>
    [
        $"z = W·x + U·h{(spec.Bias ? " + b" : "")}",
        $"i, f, o = {Gate}(zi), {Gate}(zf), {Gate}(zo); g = {Candidate}(zg)",
        $"c' = f∘c + i∘g; a = {Output}(c'); {(Kernel.Projects ? "m" : "h'")} = o∘a",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dz", 4)];

    public override GroupGradient InputGroup => new("input", "dz");

    public override GroupGradient HiddenGroup => new("hidden", "dz");

    public override IReadOnlyList<BiasGradient> BiasGradients => [new("dz", 4, I), new("dz", 4, F), new("dz", 4, G), new("dz", 4, O)];

    public override void EmitStep(KernelFile file) => AddStep(file, (w, pass, h) =>
    {
        w.Line($"// {Equations[0]}");
        new GateSums(w, Kernel.Panel, pass, spec.Bias).Emit(Sums, Sources(Sums, Sums, h));
        w.Line($"// {Equations[1]}; {Equations[2]}");
        PassVector c = new(w, pass, "c"), cNext = new(w, pass, "cNext"), hNext = new(w, pass, "hNext"), record = new(w, pass, "record", 5);
        foreach (Piece piece in pass.Pieces) EmitUpdate(w, piece, c, cNext, hNext, record);
    });

    private void EmitUpdate(CodeWriter w, Piece piece, PassVector c, PassVector cNext, PassVector hNext, PassVector record)
    {
        Lanes lanes = piece.Lanes;
        string n = piece.Suffix, type = lanes.Type;
        w.Line($"{type} i{n} = {ActivationText.Value(spec.GateActivation, lanes, "zi" + n)};");
        w.Line($"{type} f{n} = {ActivationText.Value(spec.GateActivation, lanes, "zf" + n)};");
        w.Line($"{type} g{n} = {ActivationText.Value(spec.Activation, lanes, "zg" + n)};");
        w.Line($"{type} o{n} = {ActivationText.Value(spec.GateActivation, lanes, "zo" + n)};");
        w.Line($"{type} cNew{n} = {lanes.MultiplyAdd("f" + n, c.Load(piece), $"i{n} * g{n}")};");
        w.Line($"{type} a{n} = {ActivationText.Value(spec.OutputActivation, lanes, $"cNew{n}")};");
        w.Line(cNext.Store($"cNew{n}", piece));
        w.Line(hNext.Store($"(o{n} * a{n})", piece));
        using (w.Block("if (TTape.Records)"))
        {
            foreach ((string value, int slot) in new[] { ("i", I), ("f", F), ("g", G), ("o", O), ("a", A) })
            {
                w.Line(record.Store(value + n, piece, slot));
            }
        }
    }

    public override void EmitGateGradient(KernelFile file) => file.Add(Kernel.Name + "Gates",
        $"{Equations[1]}; {Equations[2]}; so do = dh∘a, dc += dh∘o∘{Output}′(c'), di = dc∘g, dg = dc∘i, df = dc∘c, and the step before gets dc∘f; dz = each times its slope.",
        $"ref float record, ref float c, {(Kernel.Projects ? "ref float dm" : "ref float dy, ref float dh")}, ref float dc, ref float dz", (w, lanes) =>
    {
        EmitElementwise(w, lanes, pass => EmitGateGradient(w, pass));
    });

    private void EmitGateGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", 5), c = new(w, pass, "c"), dc = new(w, pass, "dc"), dz = new(w, pass, "dz", 4);
        Piece piece = pass.Pieces[0];
        string dhNow = Kernel.Projects ? new PassVector(w, pass, "dm").Load(piece)
            : $"{new PassVector(w, pass, "dh").Load(piece)} + {new PassVector(w, pass, "dy").Load(piece)}";
        Lanes lanes = piece.Lanes;
        string type = lanes.Type;
        w.Line($"{type} i = {record.Load(piece, I)}, f = {record.Load(piece, F)}, g = {record.Load(piece, G)};");
        w.Line($"{type} o = {record.Load(piece, O)}, a = {record.Load(piece, A)};");
        w.Line($"{type} dhNow = {dhNow};");
        w.Line($"{type} dcNow = {dc.Load(piece)} + {ActivationText.TimesSlope(spec.OutputActivation, lanes, "dhNow * o", "a")};");
        w.Line(dc.Store("(dcNow * f)", piece));
        w.Line(dz.Store($"({ActivationText.TimesSlope(spec.GateActivation, lanes, "dcNow * g", "i")})", piece, I));
        w.Line(dz.Store($"({ActivationText.TimesSlope(spec.GateActivation, lanes, "dcNow * " + c.Load(piece), "f")})", piece, F));
        w.Line(dz.Store($"({ActivationText.TimesSlope(spec.Activation, lanes, "dcNow * i", "g")})", piece, G));
        w.Line(dz.Store($"({ActivationText.TimesSlope(spec.GateActivation, lanes, "dhNow * a", "o")})", piece, O));
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>LSTM with layer normalisation: z = LN(W·x) + LN(U·h), h' = o∘φ(LN(c')).</summary>
internal sealed class NormedLstmEmitter : LstmEmitter
{
    private readonly NormedVector _x, _h;
    private readonly LayerNormEmitter _norm;

    public NormedLstmEmitter(CellKernel kernel, LstmSpec spec) : base(kernel, spec)
    {
        _x = new("X", "norm_ih", 0, Gates.Select(gate => "x" + gate).ToList(), 0);
        _h = new("H", "norm_hh", 0, Gates.Select(gate => "h" + gate).ToList(), 1);
        _norm = new LayerNormEmitter(kernel, Record);
    }

    private static NormedVector C { get; } = new("C", "norm_c", 0, ["n"], 2);

    public override IReadOnlyList<string> Equations =>
    [
        $"z = LN(W·x) + LN(U·h){(Spec.Peephole ? " + p∘c (o sees c')" : "")}{(Spec.Clip > 0 ? ", clipped" : "")}",
        base.Equations[1],
        $"{CellEquation}; a = {Output}(LN(c')); {(Kernel.Projects ? "m" : "h'")} = o∘a",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dzx", Gates.Length), ("dzh", Gates.Length)];

    public override string InputGradient => "dzx";

    public override string HiddenGradient => "dzh";

    public override bool SharesRows => false;

    public override void EmitStep(KernelFile file)
    {
        IReadOnlyList<SumSource> sources = Sources(_x.Values, _h.Values);
        file.Add(Kernel.Name + "Cell", $"{Equations[0]}; {Equations[1]}; {CellEquation}", "ref float p, ref float c, ref float cNext, ref float record",
            (w, lanes) => EmitTiles(w, lanes, pass => EmitCell(w, pass)));
        file.Add(Kernel.Name + "Output", Equations[2], "ref float p, ref float hNext, ref float record", (w, lanes) => EmitTiles(w, lanes, pass => EmitOutput(w, pass)));
        AddCalls(file, Kernel.Name, string.Join("; ", Equations), StepParameters,
            _norm.Product(file, "Input", InputParameters, InputArguments, sources[0]),
            _norm.Product(file, "Hidden", "ref float h", "ref h", sources[1]),
            _norm.Normalise(file, _x), _norm.Normalise(file, _h),
            $"{Kernel.Name}Cell(ref p, ref c, ref cNext, ref record);",
            _norm.Normalise(file, C),
            $"{Kernel.Name}Output(ref p, ref hNext, ref record);");
    }

    private void EmitCell(CodeWriter w, Pass pass)
    {
        PassVector c = new(w, pass, "c"), cNext = new(w, pass, "cNext"), record = new(w, pass, "record", Record.Slots);
        NormRows x = new(w, pass, Kernel, _x, Record, record), h = new(w, pass, Kernel, _h, Record, record);
        PeepholeRow? peephole = PeepholeRow.Of(w, pass, Kernel.Panel, Peepholes, "p");
        Piece piece = pass.Pieces[0];
        foreach (char gate in Gates) w.Line($"{piece.Lanes.Type} z{gate} = {x.Of(piece, "x" + gate)} + {h.Of(piece, "h" + gate)};");
        string n = EmitCell(w, piece, c, peephole);
        w.Line(cNext.Store(n, piece));
        w.Line(record.Store(n, piece, Record["n"]));
        var kept = Gates.Select(gate => gate.ToString()).ToList();
        if (Spec.Clip > 0) kept.AddRange(Gates.Select(gate => "z" + gate));
        if (Spec.CellClip > 0) kept.Add("u");
        Record.EmitStores(w, piece, record, kept);
    }

    private void EmitOutput(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", Record.Slots), hNext = new(w, pass, "hNext");
        NormRows c = new(w, pass, Kernel, C, Record, record);
        Piece piece = pass.Pieces[0];
        w.Line($"{piece.Lanes.Type} n = {c.Of(piece, "n")};");
        w.Line($"{piece.Lanes.Type} a = {ActivationText.Value(Spec.OutputActivation, Kernel.Math, piece.Lanes, "n")};");
        w.Line(hNext.Store($"({Kept(piece, record, "o")} * a)", piece));
        Record.EmitStores(w, piece, record, ["a"]);
    }

    public override void EmitGateGradient(KernelFile file)
    {
        int gates = Gates.Length;
        string peepholes = Spec.Peephole ? ", ref float p, ref float cNext, ref float dp" : "";
        file.Add(Kernel.Name + "OutputGradient", $"{Equations[2]}; so do = dh'∘a, dzo = do times its slope, and LN(c') gets dh'∘o∘{Output}′ (in the first gate of dzh).",
            $"ref float record, {UpstreamParameters}, ref float dzx, ref float dzh", (w, lanes) => EmitElementwise(w, lanes, pass => EmitOutputGradient(w, pass)));
        file.Add(Kernel.Name + "CellGradient", $"{Equations[1]}; {CellEquation}; so dc' += what came through LN(c'){(Spec.Peephole ? " + dzo∘p" : "")}, {CellGradients}",
            $"ref float record, ref float c, ref float dc, ref float dzx, ref float dzh{peepholes}", (w, lanes) => EmitTiles(w, lanes, pass => EmitCellGradient(w, pass)));
        AddCalls(file, Kernel.Name + "Gates", "∂L/∂z and ∂L/∂c of a step, then ∂L/∂(W·x) and ∂L/∂(U·h).",
            $"ref float record, ref float c, {UpstreamParameters}, ref float dc, ref float dzx, ref float dzh, ref float p, ref float cNext, ref float dp",
            $"{Kernel.Name}OutputGradient(ref record, {UpstreamParameters.Replace("float ", "")}, ref dzx, ref dzh);",
            _norm.Gradient(file, C, new("dzh", gates)),
            $"{Kernel.Name}CellGradient(ref record, ref c, ref dc, ref dzx, ref dzh{peepholes.Replace("float ", "")});",
            _norm.Gradient(file, _h, new("dzx", gates), new("dzh", gates)),
            _norm.Gradient(file, _x, new("dzx", gates)));
    }

    private void EmitOutputGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", Record.Slots), dzx = new(w, pass, "dzx", Gates.Length), dzh = new(w, pass, "dzh", Gates.Length);
        Piece piece = pass.Pieces[0];
        string type = piece.Lanes.Type;
        string dhNow = Upstream(w, pass);
        w.Line($"{type} o = {Kept(piece, record, "o")}, a = {Kept(piece, record, "a")}, dhNow = {dhNow};");
        w.Line($"{type} dzo = {GateGradient(piece, record, 'o', "dhNow * a")};");
        w.Line(dzx.Store("dzo", piece, Gates.IndexOf('o')));
        w.Line(dzh.Store($"({ActivationText.TimesSlope(Spec.OutputActivation, piece.Lanes, "dhNow * o", "a")})", piece));
    }

    private void EmitCellGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", Record.Slots), c = new(w, pass, "c"), dc = new(w, pass, "dc");
        PassVector dzx = new(w, pass, "dzx", Gates.Length), dzh = new(w, pass, "dzh", Gates.Length);
        Piece piece = pass.Pieces[0];
        string type = piece.Lanes.Type;
        EmitGates(w, piece, record);
        w.Line($"{type} cOld = {c.Load(piece)}, dzo = {dzx.Load(piece, Gates.IndexOf('o'))}, dcNow = {dc.Load(piece)} + {dzh.Load(piece)};");
        EmitCellGradient(w, pass, record, dc, dzx);
    }
}

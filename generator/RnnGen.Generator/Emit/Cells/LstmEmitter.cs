using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Long short-term memory: gates i f g o, or without i (coupled), or without f; peepholes, clips, projection.</summary>
internal class LstmEmitter(CellKernel kernel, LstmSpec spec) : CellEmitter(kernel)
{
    private readonly GateText _gate = new(spec.GateActivation, spec.Clip, kernel.Math);
    private readonly GateText _candidate = new(spec.Activation, spec.Clip, kernel.Math);
    private readonly GateRecord _record = RecordOf(spec);

    /// <summary>The gates, a = φ(c'), before a clip what was clipped, and what is normalised: W·x, U·h and n = c'.</summary>
    public static GateRecord RecordOf(LstmSpec spec)
    {
        var names = CellGates.Of(spec).Select(gate => gate.ToString()).ToList();
        var sums = names.Select(gate => "z" + gate).ToList();
        names.Add("a");
        if (spec.Clip > 0) names.AddRange(sums);
        if (spec.CellClip > 0) names.Add("u");
        if (spec.LayerNorm) names.AddRange([.. CellGates.Of(spec).Select(gate => "x" + gate), .. CellGates.Of(spec).Select(gate => "h" + gate), "n"]);
        return new GateRecord(names);
    }

    protected LstmSpec Spec => spec;

    protected string Gates { get; } = CellGates.Of(spec);

    protected string Peepholes { get; } = CellGates.OfPeephole(spec);

    protected GateRecord Record => _record;

    protected string Output => ActivationText.Symbol(spec.OutputActivation);

    private bool Has(char gate) => Gates.Contains(gate);

    protected string CellEquation => (spec.Gates switch
    {
        LstmGates.Coupled => "f∘c + (1 − f)∘g",
        LstmGates.NoForget => "c + i∘g",
        _ => "f∘c + i∘g",
    }) is var sum && spec.CellClip > 0 ? $"u = {sum}; c' = clip(u)" : $"c' = {sum}";

    public override IReadOnlyList<string> Equations =>
    [
        $"z = W·x + U·h{(spec.Bias ? " + b" : "")}{(spec.Peephole ? " + p∘c (o sees c')" : "")}{(spec.Clip > 0 ? ", clipped" : "")}",
        $"{string.Join("; ", Gates.Select(gate => $"{gate} = {(gate == 'g' ? _candidate : _gate).Symbol}(z{gate})"))}",
        $"{CellEquation}; a = {Output}(c'); {(Kernel.Projects ? "m" : "h'")} = o∘a",
    ];

    public override IReadOnlyList<(string Name, int Gates)> Gradients => [("dz", Gates.Length)];

    public override string InputGradient => "dz";

    public override string? HiddenGradient => "dz";

    public override IReadOnlyList<BiasGradient> BiasGradients =>
        Enumerable.Range(0, Gates.Length).Select(gate => new BiasGradient("dz", Gates.Length, gate)).ToList();

    public override IReadOnlyList<string> InputSums => Sums;

    public override void EmitStep(KernelFile file) => EmitStep(file, isBegun: false);

    public override void EmitStepFromSums(KernelFile file) => EmitStep(file, isBegun: true);

    private void EmitStep(KernelFile file, bool isBegun) => AddStep(file, (w, pass, h) =>
    {
        w.Line($"// {Equations[0]}");
        EmitSums(w, pass, Sums, Sources(Sums, Sums, h), isBegun);
        EmitUpdate(w, pass);
    }, isBegun);

    public override bool SharesRows => true;

    public override int RowSumsLength => RowsLength(Sums.Length);

    public override void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null) => AddRows(file, across, Sums, Sources(Sums, Sums), (w, pass) => EmitUpdate(w, pass));

    private string[] Sums => Gates.Select(gate => "z" + gate).ToArray();

    public override StepSums? StepSums => spec.Peephole || Kernel.Projects ? null : new(Sums, Sources(Sums, Sums));

    public override void EmitUpdate(CodeWriter w, Pass pass, bool records = true)
    {
        if (records) w.Line($"// {Equations[1]}; {Equations[2]}");
        PassVector c = new(w, pass, "c"), cNext = new(w, pass, "cNext"), hNext = new(w, pass, "hNext");
        PassVector? record = records ? new PassVector(w, pass, "record", _record.Slots) : null;
        PeepholeRow? peephole = PeepholeRow.Of(w, pass, Kernel.Panel, Peepholes, "p");
        foreach (Piece piece in pass.Pieces) EmitUpdate(w, piece, c, cNext, hNext, record, peephole);
    }

    private void EmitUpdate(CodeWriter w, Piece piece, PassVector c, PassVector cNext, PassVector hNext, PassVector? record, PeepholeRow? peephole)
    {
        Lanes lanes = piece.Lanes;
        string n = piece.Suffix, cNew = EmitCell(w, piece, c, peephole);
        w.Line($"{lanes.Type} a{n} = {ActivationText.Value(spec.OutputActivation, Kernel.Math, lanes, cNew)};");
        w.Line(cNext.Store(cNew, piece));
        w.Line(hNext.Store($"(o{n} * a{n})", piece));
        if (record is not null) _record.EmitStores(w, piece, record);
    }

    /// <summary>Writes the gates and the new cell, from the variables of the sums; returns the cell's name.</summary>
    protected string EmitCell(CodeWriter w, Piece piece, PassVector c, PeepholeRow? peephole)
    {
        Lanes lanes = piece.Lanes;
        string n = piece.Suffix, type = lanes.Type, cNew = $"cNew{n}";
        if (Has('i')) EmitGate('i', c.Load(piece));
        if (Has('f')) EmitGate('f', c.Load(piece));
        w.Line($"{type} g{n} = {_candidate.Value(lanes, "zg" + n)};");
        string i = Has('i') ? $"i{n}" : $"({lanes.One} - f{n})";
        string cOld = lanes.Call("Flush", c.Load(piece));
        string sum = Has('f') ? lanes.MultiplyAdd($"f{n}", cOld, $"{i} * g{n}") : lanes.MultiplyAdd(i, $"g{n}", cOld);
        if (spec.CellClip > 0)
        {
            w.Line($"{type} u{n} = {sum};");
            sum = lanes.Call("Clip", $"u{n}, {Literal.Of(spec.CellClip)}");
        }
        w.Line($"{type} {cNew} = {sum};");
        EmitGate('o', cNew);
        return cNew;

        void EmitGate(char gate, string cell)
        {
            string z = $"z{gate}{n}";
            if (peephole is not null) w.Line($"{z} = {lanes.MultiplyAdd(peephole.Load(piece, gate), cell, z)};");
            w.Line($"{type} {gate}{n} = {_gate.Value(lanes, z)};");
        }
    }

    private string GradientSummary => $"{Equations[1]}; {Equations[2]}; so do = dh'∘a, dc' += dh'∘o∘{Output}′(c'){(spec.Peephole ? " + dzo∘p" : "")}, "
        + CellGradients;

    protected string CellGradients =>
        $"{(Has('i') ? "di = dc'∘g" : "df = dc'∘(c − g)")}, dg = dc'∘{(Has('i') ? "i" : "(1 − f)")}{(Has('f') && Has('i') ? ", df = dc'∘c" : "")}, dc = dc'{(Has('f') ? "∘f" : "")}"
        + $"{string.Concat(Peepholes.Where(gate => gate != 'o').Select(gate => $" + dz{gate}∘p"))}; dz = each times its slope.";

    public override void EmitGateGradient(KernelFile file) => file.Add(Kernel.Name + "Gates", GradientSummary, GradientParameters,
        (w, lanes) => Pass.EmitAll(w, spec.Peephole ? PassPlanner.Elementwise(Kernel.Panel, lanes) : PassPlanner.Elementwise(Kernel.Units, lanes),
            pass => EmitGateGradient(w, pass)));

    /// <summary>Where ∂L/∂m or, in two summands, ∂L/∂h comes from.</summary>
    protected string UpstreamParameters => Kernel.Projects ? "ref float dm" : "ref float dy, ref float dh";

    /// <summary>∂L/∂h, or ∂L/∂m where it is projected.</summary>
    protected string Upstream(CodeWriter w, Pass pass) => Kernel.Projects ? new PassVector(w, pass, "dm").Load(pass.Pieces[0])
        : $"{new PassVector(w, pass, "dh").Load(pass.Pieces[0])} + {new PassVector(w, pass, "dy").Load(pass.Pieces[0])}";

    private string GradientParameters => $"ref float record, ref float c, {UpstreamParameters}, ref float dc, ref float dz"
        + (spec.Peephole ? ", ref float p, ref float cNext, ref float dp" : "");

    private void EmitGateGradient(CodeWriter w, Pass pass)
    {
        PassVector record = new(w, pass, "record", _record.Slots), c = new(w, pass, "c"), dc = new(w, pass, "dc"), dz = new(w, pass, "dz", Gates.Length);
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        string type = lanes.Type;
        string dhNow = Upstream(w, pass);
        EmitGates(w, piece, record);
        w.Line($"{type} a = {Kept(piece, record, "a")}, cOld = {c.Load(piece)};");
        w.Line($"{type} dhNow = {dhNow};");
        w.Line($"{type} dzo = {GateGradient(piece, record, 'o', "dhNow * a")};");
        w.Line($"{type} dcNow = {dc.Load(piece)} + {ActivationText.TimesSlope(spec.OutputActivation, lanes, "dhNow * o", "a")};");
        EmitCellGradient(w, pass, record, dc, dz);
    }

    /// <summary>Writes the loads of the gates, i among them where it is 1 − f.</summary>
    protected void EmitGates(CodeWriter w, Piece piece, PassVector record)
    {
        foreach (char gate in Gates) w.Line($"{piece.Lanes.Type} {gate} = {Kept(piece, record, gate.ToString())};");
        if (!Has('i')) w.Line($"{piece.Lanes.Type} i = {piece.Lanes.One} - f;");
    }

    /// <summary>Writes what follows from dcNow and dzo: the gradients of f, i, g and of the cell before.</summary>
    protected void EmitCellGradient(CodeWriter w, Pass pass, PassVector record, PassVector dc, PassVector dz)
    {
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        string type = lanes.Type;
        PeepholeRow? peephole = PeepholeRow.Of(w, pass, Kernel.Panel, Peepholes, "p"), dPeephole = PeepholeRow.Of(w, pass, Kernel.Panel, Peepholes, "dp");
        if (peephole is not null)
        {
            w.Line($"// zo = … + p∘c'; so c' gets dzo∘p, and dp += dzo∘c'.");
            w.Line($"dcNow += dzo * {peephole.Load(piece, 'o')};");
            EmitPeephole('o', new PassVector(w, pass, "cNext").Load(piece));
        }
        if (spec.CellClip > 0) w.Line($"dcNow = {lanes.Call("ClipGradient", $"dcNow, {Kept(piece, record, "u")}, {Literal.Of(spec.CellClip)}")};");
        w.Line($"{type} dzg = {GateGradient(piece, record, 'g', "dcNow * i")};");
        if (Has('i')) w.Line($"{type} dzi = {GateGradient(piece, record, 'i', "dcNow * g")};");
        if (Has('f')) w.Line($"{type} dzf = {GateGradient(piece, record, 'f', Has('i') ? "dcNow * cOld" : "dcNow * (cOld - g)")};");
        w.Line($"{type} dcOld = dcNow{(Has('f') ? " * f" : "")};");
        foreach (char gate in Peepholes.Where(gate => gate != 'o'))
        {
            w.Line($"dcOld += dz{gate} * {peephole!.Load(piece, gate)};");
            EmitPeephole(gate, "cOld");
        }
        w.Line(dc.Store("dcOld", piece));
        for (int gate = 0; gate < Gates.Length; gate++) w.Line(dz.Store($"dz{Gates[gate]}", piece, gate));

        void EmitPeephole(char gate, string cell) =>
            w.Line(dPeephole!.Store($"({lanes.MultiplyAdd($"dz{gate}", cell, dPeephole.Load(piece, gate))})", piece, gate));
    }

    protected string Kept(Piece piece, PassVector record, string name) => record.Load(piece, _record[name]);

    /// <summary>The gradient of a gate's sum from the gate's.</summary>
    protected string GateGradient(Piece piece, PassVector record, char gate, string gradient) => (gate == 'g' ? _candidate : _gate)
        .Gradient(piece.Lanes, gradient, gate.ToString(), spec.Clip > 0 ? Kept(piece, record, "z" + gate) : "");
}

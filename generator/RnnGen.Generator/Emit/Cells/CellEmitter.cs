using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Where the gradient of one bias is summed from.</summary>
/// <param name="Gradient">The buffer.</param>
/// <param name="Gates">Gates in a row of the buffer.</param>
/// <param name="Gate">The gate there.</param>
internal sealed record BiasGradient(string Gradient, int Gates, int Gate);

/// <summary>Writes one kind of cell: a step forward, and the gates' gradients of a step backward.</summary>
internal abstract class CellEmitter(CellKernel kernel)
{
    protected CellKernel Kernel => kernel;

    /// <summary>The equations of a step, one a line.</summary>
    public abstract IReadOnlyList<string> Equations { get; }

    /// <summary>Buffers of pre-activation gradients: name and gates in a row.</summary>
    public abstract IReadOnlyList<(string Name, int Gates)> Gradients { get; }

    /// <summary>Which of them the input rows multiply with.</summary>
    public abstract string InputGradient { get; }

    /// <summary>The same of the hidden rows; null where there are none.</summary>
    public abstract string? HiddenGradient { get; }

    /// <summary>Where each bias's gradient comes from, in the order of the bias row.</summary>
    public abstract IReadOnlyList<BiasGradient> BiasGradients { get; }

    /// <summary>Parameters of the step kernel behind the inputs.</summary>
    public string StepParameters => string.Join(", ",
        new[] { "ref float p", InputParameters }.Concat(kernel.HasCell
            ? ["ref float h", "ref float c", "ref float hNext", "ref float cNext", "ref float record"]
            : CellKernel.SplitsState(kernel.Spec) ? ["ref float h", "ref float hm", "ref float hNext", "ref float record"]
            : ["ref float h", "ref float hNext", "ref float record"]));

    /// <summary>The same of a kernel that begins with sums.</summary>
    private string StepFromSumsParameters => StepParameters.Replace(InputParameters, SumsParameter) + (kernel.Turns ? ", int step" : "");

    /// <summary>What stands for the inputs there.</summary>
    protected const string SumsParameter = "ref float sums";

    /// <summary>The sums that the input rows add to, in the order of their gates.</summary>
    public abstract IReadOnlyList<string> InputSums { get; }

    /// <summary>The kernel that begins the sums of many steps.</summary>
    public string SumsName => kernel.Name + "Sums";

    /// <summary>Ends the names of kernels that go on with them.</summary>
    public const string FromSums = "FromSums";

    protected string InputParameters => string.Join(", ", kernel.Inputs.Select(part => part.Parameter));

    protected string InputArguments => string.Join(", ", kernel.Inputs.Select(part => part.Argument));

    /// <summary>Writes the step kernel: new outputs (and cell) from the old ones and the inputs.</summary>
    public abstract void EmitStep(KernelFile file);

    /// <summary>What a step sums before anything else; null where it is more than sums and then functions of them, from h and c to h and c.</summary>
    public virtual StepSums? StepSums => null;

    /// <summary>Writes the functions: new h and c in <c>hNext</c> and <c>cNext</c> and, where the step <paramref name="records"/>, what the tape keeps.</summary>
    public virtual void EmitUpdate(CodeWriter w, Pass pass, bool records = true) => throw new NotSupportedException($"{kernel.Name} is more than sums and functions.");

    /// <summary>Writes the step kernel that goes on with the sums of <see cref="EmitSums(KernelFile)"/>.</summary>
    public virtual void EmitStepFromSums(KernelFile file) => throw new NotSupportedException($"{kernel.Name} does not sum ahead.");

    /// <summary>Writes the kernel that begins the sums of many steps: W·x + b.</summary>
    public void EmitSums(KernelFile file)
    {
        List<RowVector> vectors = [.. kernel.Inputs.Select(RowVector.Of), new("sums")];
        int input = kernel.Panel.GroupIndex("input"), gates = InputSums.Count;
        bool hasBias = kernel.Spec.Bias;
        file.Add(SumsName, $"{string.Join(", ", InputSums)} = W·x{(hasBias ? " + b" : "")}, for many steps", RowBatch.Parameters(vectors), (w, lanes) =>
        {
            if (!lanes.IsScalar) Pass.EmitAll(w, PassPlanner.OfRows(kernel.Panel, lanes), EmitMany);
            else
            {
                using (w.Block("for (int t = 0; t < rows; t++)"))
                {
                    foreach (RowVector vector in vectors) w.Line($"ref float {vector.Name}Now = ref {Lanes.At(vector.Name, $"t * {vector.Stride}")};");
                    EmitPasses(w, lanes, EmitOne);
                }
            }

            void EmitMany(Pass pass)
            {
                string first = new SumsVector(w, pass, "sums", gates).First;
                new RowSums(w, kernel.Panel, pass, hasBias, first, "sumsStride").Emit(InputSums, [new SumSource(input, kernel.Inputs, InputSums)]);
            }

            void EmitOne(Pass pass)
            {
                IReadOnlyList<InputPart> rows = kernel.Inputs.Select(part => part with { Variable = part.Variable + "Now" }).ToList();
                new GateSums(w, kernel.Panel, pass, hasBias, kernel.Costs).Emit(InputSums, [new SumSource(input, rows, InputSums)]);
                var sums = new SumsVector(w, pass, "sumsNow", gates);
                for (int gate = 0; gate < gates; gate++) w.Line(sums.Store(InputSums[gate], pass.Pieces[0], gate));
            }
        });
    }

    /// <summary>The sums of a pass: from the bias on, or from where those of the inputs have come to.</summary>
    protected void EmitSums(CodeWriter w, Pass pass, IReadOnlyList<string> names, IReadOnlyList<SumSource> sources, bool isBegun)
    {
        SumsVector? begun = isBegun ? new SumsVector(w, pass, "sums", InputSums.Count) : null;
        new GateSums(w, kernel.Panel, pass, kernel.Spec.Bias, kernel.Costs, begun)
            .Emit(names, isBegun ? sources.Where(source => source.Group != kernel.Panel.GroupIndex("input")).ToList() : sources);
    }

    /// <summary>Writes the kernel that turns ∂L/∂h of a step into the gates' pre-activation gradients.</summary>
    public abstract void EmitGateGradient(KernelFile file);

    public static CellEmitter Of(CellKernel kernel) => kernel.Spec switch
    {
        RnnSpec { LayerNorm: true } rnn => new NormedRnnEmitter(kernel, rnn),
        RnnSpec rnn => new RnnEmitter(kernel, rnn),
        LstmSpec { LayerNorm: true } lstm => new NormedLstmEmitter(kernel, lstm),
        LstmSpec lstm => new LstmEmitter(kernel, lstm),
        GruSpec { Reset: GruReset.AfterProduct, LayerNorm: true } gru => new NormedGruAfterEmitter(kernel, gru),
        GruSpec { Reset: GruReset.AfterProduct } gru => new GruAfterEmitter(kernel, gru),
        GruSpec { LayerNorm: true } gru => new NormedGruBeforeEmitter(kernel, gru),
        GruSpec gru => new GruBeforeEmitter(kernel, gru),
        MinGruSpec minGru => new MinGruEmitter(kernel, minGru),
        _ => throw new NotSupportedException($"{kernel.Spec.GetType().Name} is not built yet."),
    };

    /// <summary>The sum's sources input (gates on <paramref name="input"/>) and hidden (gates on <paramref name="hidden"/>).</summary>
    protected IReadOnlyList<SumSource> Sources(IReadOnlyList<string> input, IReadOnlyList<string> hidden, string h = "h") =>
    [
        new SumSource(kernel.Panel.GroupIndex("input"), kernel.Inputs, input),
        new SumSource(kernel.Panel.GroupIndex("hidden"), [new InputPart(false, 0, kernel.Spec.CellOutput, h)], hidden),
    ];

    /// <summary>
    /// Adds a step kernel that may write the new outputs over the old ones: where there are several passes, and the tape
    /// does not keep the old outputs anyway, they are set aside first, because later passes still read them.
    /// </summary>
    protected void AddStep(KernelFile file, Action<CodeWriter, Pass, string> body, bool isBegun = false)
    {
        string setAside = RowOps.Copy(file, kernel.Outputs, "h", "copy[0]");
        file.Add(kernel.Name + (isBegun ? FromSums : ""), string.Join("; ", Equations) + (isBegun && kernel.Turns ? Pass.ToAndFro : ""), isBegun ? StepFromSumsParameters : StepParameters, (w, lanes) =>
        {
            Pass[] passes = PassPlanner.Passes(kernel.Panel, lanes).ToArray();
            string h = CellKernel.SplitsState(kernel.Spec) ? "hm" : "h";
            if (kernel.SetsAside && (passes.Length > 1 || passes[0].Loops.Count > 0))
            {
                w.Line($"scoped ref float hOld = ref {h};");
                h = "hOld";
                using (w.Block("if (!TTape.Records)"))
                {
                    w.Line($"System.Span<float> copy = stackalloc float[{kernel.Units}];");
                    w.Line(setAside);
                    w.Line("hOld = ref copy[0];");
                }
            }
            Pass.EmitAll(w, passes, pass => body(w, pass, h), isBegun && kernel.Turns ? "step" : null);
        }, records: true);
    }

    /// <summary>Whether there are kernels of many rows. Layer normalisation goes row by row: a mean needs a whole product.</summary>
    public virtual bool SharesRows => false;

    /// <summary>
    /// Writes the kernels that step many rows: row n of each vector is n times the vector's stride behind the first. They
    /// drop nothing. Where the step kernel sets the old outputs aside, the caller does: hNext must not be h.
    /// </summary>
    /// <param name="file">Where to.</param>
    /// <param name="across">The widths of vectors for sixteen rows whose values of a unit lie side by side; null where each row has its vectors in one piece.</param>
    public virtual void EmitRows(KernelFile file, IReadOnlyList<Lanes>? across = null) => throw new NotSupportedException($"{kernel.Name} steps row by row.");

    /// <summary>Floats of a row's sums in <see cref="EmitRows"/>.</summary>
    public virtual int RowSumsLength => 0;

    /// <summary>Floats of so many sums of the widest pass.</summary>
    protected static int RowsLength(int sums) => Lanes.Of512.Width * sums;

    /// <summary>The vectors of a kernel of many rows.</summary>
    private string[] RowVectors => [.. kernel.HasCell ? ["h", "c", "hNext", "cNext"] : new[] { "h", "hNext" }, .. kernel.RecordSlots > 0 ? ["record"] : Array.Empty<string>()];

    /// <summary>The kernel of many rows of a cell whose step kernel is <see cref="AddStep"/>'s.</summary>
    protected void AddRows(KernelFile file, IReadOnlyList<Lanes>? across, IReadOnlyList<string> sums, IReadOnlyList<SumSource> sources, Action<CodeWriter, Pass> update)
    {
        if (across is not null)
        {
            AddLanes(file, across, kernel.Name, kernel.Inputs, RowVectors, kernel.Spec.Bias, sums, sources, update, records: true);
            return;
        }
        file.AddScalar(() => EmitStep(file));
        List<string> arguments = RowVectors.Select(RowVector.Argument).ToList();
        if (CellKernel.SplitsState(kernel.Spec)) arguments.Insert(0, arguments[0]);
        if (kernel.RecordSlots == 0) arguments.Add("ref Unsafe.NullRef<float>()");
        AddRows(file, kernel.Name, "<TTape>", kernel.Inputs, RowVectors, arguments, kernel.Spec.Bias, sums, sources, update);
    }

    /// <summary>Adds a kernel of many rows: the sums of a pass for all rows, then row by row what follows. Scalar code calls the kernel of one row.</summary>
    protected void AddRows(KernelFile file, string name, string mode, IReadOnlyList<InputPart> inputs, IReadOnlyList<string> vectors, IReadOnlyList<string> arguments,
        bool hasBias, IReadOnlyList<string> sums, IReadOnlyList<SumSource> sources, Action<CodeWriter, Pass> update)
    {
        IEnumerable<RowVector> all = [.. inputs.Select(RowVector.Of), .. vectors.Select(vector => new RowVector(vector)), new("sums")];
        file.Add(name + "Rows", $"{string.Join("; ", Equations)}; for many rows", RowBatch.Parameters(all), (w, lanes) =>
        {
            if (lanes.IsScalar)
            {
                RowBatch.EmitOneByOne(w, $"{name}_{lanes.Suffix}{mode}", [.. inputs.Select(RowVector.Argument), .. arguments]);
                return;
            }
            Pass.EmitAll(w, PassPlanner.OfRows(kernel.Panel, lanes), pass =>
            {
                new RowSums(w, kernel.Panel, pass, hasBias, "sums", "sumsStride").Emit(sums, sources);
                RowBatch.EmitLoop(w, [.. vectors, "sums"], () =>
                {
                    RowSums.EmitLoads(w, pass, sums, "sumsRow");
                    update(w, pass);
                });
            });
        }, records: mode.Length > 0);
    }

    /// <summary>
    /// Adds a kernel of sixteen rows whose values of a unit lie side by side. Each sum is that of <see cref="EmitRows"/> to the bit: one
    /// accumulator, the sources in their order.
    /// </summary>
    protected void AddLanes(KernelFile file, IReadOnlyList<Lanes> across, string name, IReadOnlyList<InputPart> inputs, IReadOnlyList<string> vectors, bool hasBias,
        IReadOnlyList<string> sums, IReadOnlyList<SumSource> sources, Action<CodeWriter, Pass> update, bool records = false)
    {
        string[] all = [.. inputs.Select(part => part.Variable), .. vectors];
        string parameters = string.Join(", ", new[] { "ref float p" }.Concat(all.Select(vector => $"ref float {vector}")));
        file.Add(name + "Lanes", $"{string.Join("; ", Equations)}; for {Lanes.Rows} rows, one a lane", parameters, (w, lanes) =>
        {
            if (lanes.Width == Lanes.Rows)
            {
                EmitPart();
                return;
            }
            using (w.Block($"for (int part = 0; part < {Lanes.Rows / lanes.Width}; part++)"))
            {
                EmitPart();
                // A record that nobody keeps has no place.
                foreach (string vector in all.Where(vector => !records || vector != "record")) w.Line($"{vector} = ref Unsafe.Add(ref {vector}, {lanes.Width});");
            }

            void EmitPart() => Pass.EmitAll(w, PassPlanner.AcrossRows(kernel.Panel, lanes), pass =>
            {
                new GateSums(w, kernel.Panel, pass, hasBias, kernel.Costs).Emit(sums, sources);
                update(w, pass);
            });
        }, records, across);
    }

    /// <summary>Adds a kernel that consists of calls of others.</summary>
    protected static void AddCalls(KernelFile file, string name, string summary, string parameters, params string[] calls) =>
        file.AddPart(name, summary, parameters, w =>
        {
            foreach (string call in calls) w.Line(call);
        });

    /// <summary>The kernel's passes, each in a scope, its first unit named.</summary>
    protected void EmitPasses(CodeWriter w, Lanes lanes, Action<Pass> body) =>
        Pass.EmitAll(w, PassPlanner.Passes(kernel.Panel, lanes), body);

    /// <summary>The same, tile by tile, for what also reads the panel.</summary>
    protected void EmitTiles(CodeWriter w, Lanes lanes, Action<Pass> body) =>
        Pass.EmitAll(w, PassPlanner.Elementwise(kernel.Panel, lanes), body);

    /// <summary>A loop over all units, one vector at a time.</summary>
    protected void EmitElementwise(CodeWriter w, Lanes lanes, Action<Pass> body) =>
        Pass.EmitAll(w, PassPlanner.Elementwise(kernel.Units, lanes), body);
}

/// <summary>A vector of the layer as a pass sees it: loads and stores of the pass's own units.</summary>
internal sealed class PassVector
{
    private readonly string _origin;
    private readonly int _start;
    private readonly int _slots;
    private readonly StateVariable? _variable;

    /// <summary>
    /// The vector <paramref name="name"/> with <paramref name="slots"/> values for each unit; in a loop a reference to the
    /// pass's first value is declared, so that all offsets behind it are literals.
    /// </summary>
    public PassVector(CodeWriter w, Pass pass, string name, int slots = 1)
    {
        _slots = slots;
        _variable = pass.InRegisters ? StateVariable.Of(name) : null;
        name += pass.RowSuffix;
        string offset = pass.OffsetInLayer(slots);
        if (pass.Loops.Count == 0)
        {
            _origin = name;
            _start = slots * pass.FirstUnit;
        }
        else
        {
            _origin = name + "At";
            w.Line($"ref float {_origin} = ref {pass.Pieces[0].Lanes.AtUnit(name, offset)};");
        }
    }

    public string Load(Piece piece, int slot = 0) => _variable?.Of(piece) ?? piece.Lanes.Load(_origin, _start + piece.Offset(_slots, slot));

    public string Store(string value, Piece piece, int slot = 0)
    {
        if (_variable is not { } variable) return piece.Lanes.Store(value, _origin, _start + piece.Offset(_slots, slot));
        string assignment = $"{variable.Of(piece)} = {value};";
        return variable.IsBroadcast ? $"{assignment}\n{piece.Lanes.Store(variable.Of(piece), _origin, _start + piece.Offset(_slots, slot))}" : assignment;
    }
}

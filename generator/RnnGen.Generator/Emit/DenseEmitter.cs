using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes a dense layer: y = φ(W·x + b).</summary>
internal sealed class DenseEmitter(DenseKernel kernel)
{
    /// <summary>From so many addends on a softmax's sums are taken in vectors and in double; with fewer a float loses nothing that counts.</summary>
    private const int LongSum = 256;

    private bool IsSoftmax => kernel.Spec.Activation.Kind == Activation.Softmax;

    private bool IsLong => kernel.Panel.Units >= LongSum;

    private string Equation => $"y = {(kernel.Spec.Activation.Kind == Activation.Identity ? "" : ActivationText.Symbol(kernel.Spec.Activation) + "(")}W·x"
        + (kernel.Spec.Bias ? " + b" : "") + (kernel.Spec.Activation.Kind == Activation.Identity ? "" : ")");

    /// <summary>Whether dz differs from dy.</summary>
    public bool HasSlope => kernel.Spec.Activation.Kind != Activation.Identity;

    /// <summary>Where the bias's gradient comes from.</summary>
    public static IReadOnlyList<BiasGradient> BiasGradients => [new("dz", 1, 0)];

    /// <summary>Writes the kernel of a step; y has room for the padded outputs.</summary>
    public void EmitStep(KernelFile file)
    {
        string parameters = string.Join(", ", new[] { "ref float p" }.Concat(kernel.Inputs.Select(part => part.Parameter)).Concat(["ref float y"]));
        file.Add(kernel.Name, Equation, parameters, (w, lanes) =>
        {
            var source = new SumSource(kernel.Panel.GroupIndex("input"), kernel.Inputs, ["z"]);
            Pass.EmitAll(w, PassPlanner.Passes(kernel.Panel, lanes), pass =>
            {
                new GateSums(w, kernel.Panel, pass, kernel.Spec.Bias, kernel.Costs).Emit(["z"], [source]);
                var y = new PassVector(w, pass, "y");
                foreach (Piece piece in pass.Pieces)
                {
                    string z = "z" + piece.Suffix;
                    w.Line(y.Store(IsSoftmax ? z : ActivationText.Value(kernel.Spec.Activation, kernel.Math, piece.Lanes, z), piece));
                }
            });
            if (IsSoftmax) EmitSoftmax(w, lanes);
        });
    }

    /// <summary>The kernel of many rows.</summary>
    public string RowsName => kernel.Name + "Rows";

    /// <summary>Writes the kernel of many rows, which loads a weight once for several of them. Nothing is dropped in it.</summary>
    public void EmitRows(KernelFile file)
    {
        if (kernel.Panel.Storage == WeightStorage.Float32) file.AddScalar(() => EmitStep(file));
        else EmitStep(file);
        List<RowVector> vectors = [.. kernel.Inputs.Select(RowVector.Of), new("y")];
        file.Add(RowsName, $"{Equation}, for many rows", RowBatch.Parameters(vectors), (w, lanes) =>
        {
            if (lanes.IsScalar || kernel.Panel.Storage != WeightStorage.Float32)
            {
                RowBatch.EmitOneByOne(w, $"{kernel.Name}_{lanes.Suffix}", [.. kernel.Inputs.Select(RowVector.Argument), RowVector.Argument("y")]);
                return;
            }
            var source = new SumSource(kernel.Panel.GroupIndex("input"), kernel.Inputs, ["z"]);
            Pass.EmitAll(w, PassPlanner.OfRows(kernel.Panel, lanes), pass =>
            {
                w.Line($"ref float sums = ref {Lanes.At("y", pass.OffsetInLayer(1))};");
                new RowSums(w, kernel.Panel, pass, kernel.Spec.Bias, "sums", "yStride").Emit(["z"], [source]);
            });
            if (kernel.Spec.Activation.Kind == Activation.Identity) return;
            RowBatch.EmitLoop(w, ["y"], () =>
            {
                if (IsSoftmax) EmitSoftmax(w, lanes, "yRow");
                else
                {
                    RowOps.EmitChunks(w, lanes, kernel.Units, (type, at) =>
                        type.Store(ActivationText.Value(kernel.Spec.Activation, kernel.Math, type, type.Load("yRow", at)), "yRow", at));
                }
            });
        });
    }

    /// <summary>y = e^(z − max z) / Σ e^(z − max z), in place; the padding is set to −∞ first, so that it counts nothing.</summary>
    private void EmitSoftmax(CodeWriter w, Lanes lanes, string y = "y")
    {
        w.Line("// y = e^(z − max z) / Σ e^(z − max z); the padding counts nothing.");
        for (int pad = kernel.Panel.Units; pad < kernel.Units; pad++) w.Line($"{Lanes.At(y, pad)} = float.NegativeInfinity;");
        w.Line($"float max = float.NegativeInfinity{(IsLong ? "" : ", sum = 0f")};");
        using (w.Block($"for (int k = 0; k < {kernel.Panel.Units}; k++)")) w.Line($"if (!(Unsafe.Add(ref {y}, k) <= max)) max = Unsafe.Add(ref {y}, k);");
        RowOps.EmitChunks(w, lanes, kernel.Units, (type, at) =>
            type.Store(type.Call("ExpNegative", $"{type.Load(y, at)} - {type.Broadcast("max")}"), y, at));
        if (IsLong) w.Line($"float scale = (float)(1 / LongSums.Sum(ref {y}, {kernel.Panel.Units}));");
        else
        {
            using (w.Block($"for (int k = 0; k < {kernel.Panel.Units}; k++)")) w.Line($"sum += Unsafe.Add(ref {y}, k);");
            w.Line("float scale = 1f / sum;");
        }
        RowOps.EmitChunks(w, lanes, kernel.Units, (type, at) => type.Store($"({type.Load(y, at)} * {type.Broadcast("scale")})", y, at));
    }

    /// <summary>Writes the kernel that turns dy into dz, in place.</summary>
    public void EmitSlope(KernelFile file)
    {
        string summary = IsSoftmax ? $"{Equation}; so dz = y∘(dy − Σ dy·y), in place." : $"{Equation}; so dz = dy∘φ′, in place.";
        file.Add(kernel.Name + "Slope", summary, "ref float y, ref float dy", (w, lanes) =>
        {
            if (IsSoftmax)
            {
                if (IsLong) w.Line($"float sum = (float)LongSums.Dot(ref dy, ref y, {kernel.Panel.Units});");
                else
                {
                    w.Line("float sum = 0f;");
                    using (w.Block($"for (int k = 0; k < {kernel.Panel.Units}; k++)")) w.Line("sum += Unsafe.Add(ref dy, k) * Unsafe.Add(ref y, k);");
                }
                RowOps.EmitChunks(w, lanes, kernel.Units, (type, at) =>
                    type.Store($"({type.Load("y", at)} * ({type.Load("dy", at)} - {type.Broadcast("sum")}))", "dy", at));
            }
            else
            {
                RowOps.EmitChunks(w, lanes, kernel.Units, (type, at) =>
                    type.Store($"({ActivationText.TimesSlope(kernel.Spec.Activation, type, type.Load("dy", at), type.Load("y", at))})", "dy", at));
            }
        });
    }
}

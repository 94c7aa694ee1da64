using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>What the emitters of steps, sequences and backward passes have in common.</summary>
/// <param name="plan">The plan.</param>
/// <param name="kernelClass">The class that is written.</param>
/// <param name="file">Where kernels are collected.</param>
/// <param name="w">Where the methods over whole networks go.</param>
internal abstract class NetworkEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w)
{
    protected NetworkPlan Plan => plan;

    protected KernelFile File => file;

    protected CodeWriter W => w;

    protected string KernelClassName => kernelClass;

    protected string TapeClass => KernelClass.TapeClass(kernelClass);

    /// <summary>The parameter for the input values.</summary>
    protected string Input => $"ref {plan.InputType} x";

    protected LayerPlan Last => plan.Layers[plan.Layers.Count - 1];

    /// <summary>Whether there is one output for a sequence.</summary>
    protected bool IsPooled => plan.Topology.PoolAfter >= 0;

    protected RecurrentPlan Pooled => plan.Pooled;

    /// <summary>Row n of a buffer that has a row for each step.</summary>
    protected static string Row(string buffer, int stride) => Lanes.At(buffer, Text.Times("n", stride));

    /// <summary>Row n behind <paramref name="ahead"/> rows for each sequence.</summary>
    protected string Row(string buffer, int stride, int ahead) =>
        ahead == 0 ? Row(buffer, stride) : Lanes.At(buffer, Text.Times($"(n + {Sequences})", stride));

    /// <summary>Row <paramref name="row"/>, an expression.</summary>
    protected static string RowAt(string buffer, string row, int stride) => row == "0" ? buffer : Lanes.At(buffer, Text.Times(row, stride));

    /// <summary>The row behind <paramref name="ahead"/> rows for each sequence.</summary>
    protected string RowBehind(int ahead, string buffer, int stride) => RowAt(buffer, ahead == 0 ? "0" : Sequences, stride);

    /// <summary>The row of the sequence b.</summary>
    protected static string OfSequence(string buffer, int stride) => Lanes.At(buffer, Text.Times("b", stride));

    /// <summary>A vector of the state of the sequence b.</summary>
    protected virtual string OfState(string state, string offset) => Lanes.At(state, Text.Sum(Text.Times("b", plan.State.Length), offset));

    /// <summary>How many sequences are run together.</summary>
    protected virtual string Sequences => "sequences";

    /// <summary>A layer's output in row n.</summary>
    protected string OutputRow(LayerPlan layer) => Row(layer.OutputBuffer, layer.OutputStride, layer.OutputRow);

    /// <summary>The row of a token in a source's table.</summary>
    protected static string Table(string parameters, SourcePlan source, string token) =>
        Lanes.At(parameters, Text.Sum(source.TableName, Text.Times(token, source.Part.Width)));

    /// <summary>A source's token in row n.</summary>
    protected string Token(SourcePlan source) =>
        Lanes.At("x", Text.Sum(Text.Times("n", plan.Topology.InputsPerStep), Literal.Of(source.Token)));

    // Outputs that stay where the caller has them are parameters.
    private readonly HashSet<string> _locals = ["y", "dOutputs"];

    /// <summary>A local reference to one of the tape's buffers, unless the method has it already; returns whether it had not.</summary>
    protected bool Local(string name)
    {
        if (!_locals.Add(name)) return false;
        EmitRoom(name);
        return true;
    }

    /// <summary>Declares the local reference to a buffer.</summary>
    protected virtual void EmitRoom(string name) => w.Line($"ref float {name} = ref {Room(name)};");

    private static string Room(string name) => $"tape.{Text.Capital(name)}.Origin";

    /// <summary>Whether the method may have a seed for dropout.</summary>
    protected virtual bool MayDrop => true;

    /// <summary>A local reference to a layer's outputs.</summary>
    protected void LocalOutput(LayerPlan layer)
    {
        if (layer is not DropoutPlan dropout) Local(layer.OutputBuffer);
        else if (!_locals.Contains(dropout.OutputBuffer))
        {
            bool isPooled = plan.Head.Count > 0 && dropout == plan.Head[0];
            if (isPooled) Local("pooled");
            else LocalOutput(dropout.Below);
            LocalUnlessDropped(dropout.OutputBuffer, isPooled ? "pooled" : RowBehind(dropout.Below.OutputRow, dropout.Below.OutputBuffer, dropout.OutputStride));
        }
    }

    /// <summary>A local reference to one of the tape's buffers or, where nothing is dropped, to the values that it would be made of.</summary>
    protected void LocalUnlessDropped(string name, string otherwise)
    {
        if (_locals.Add(name)) w.Line(MayDrop ? $"ref float {name} = ref (drops ? ref {Room(name)} : ref {otherwise});" : $"ref float {name} = ref {otherwise};");
    }

    /// <summary>Names what the rows are cut into, and whether there are seeds.</summary>
    protected void EmitPacked()
    {
        w.Line("PackedRows packed = tape.Packed;");
        w.Line("int rows = packed.Rows, sequences = packed.Sequences;");
        if (plan.Spec.HasDropout) w.Line("bool drops = tape.Drops;");
    }

    /// <summary>The seed of the masks of a sequence.</summary>
    protected void EmitSeed(string sequence) => w.Line($"ulong seed = tape.DropoutSeeds[{sequence}];");

    /// <summary>What is done where there is a seed.</summary>
    protected void WhereDropped(Action body)
    {
        if (!MayDrop) return;
        using (w.Block("if (drops)")) body();
    }

    /// <summary>Drops values of a source at step t, in place; the seed is that of the sequence.</summary>
    protected void EmitSourceDropout(SourcePlan source, string row)
    {
        foreach (DropoutUse use in plan.SourceDropouts) w.Line(DropoutOps.Drop(file, use, "t", source.Part.Width, source.Part.FirstRow, row, row));
    }

    /// <summary>A one-hot source in row n, at step t, as arguments of a kernel.</summary>
    protected string TokenArguments(SourcePlan source) => !source.Part.IsMasked ? Token(source) : !MayDrop ? Token(source) + ", 1f"
        : $"{Token(source)}, {DropoutOps.Factor(plan.SourceDropouts, "t", Text.Sum(Token(source), Literal.Of(source.Part.FirstRow)))}";

    /// <summary>For every row n.</summary>
    protected void EachRow(Action body)
    {
        using (w.Block("for (int n = 0; n < rows; n++)")) body();
    }

    /// <summary>For every sequence b.</summary>
    protected virtual void EachSequence(Action body)
    {
        using (w.Block("for (int b = 0; b < sequences; b++)")) body();
    }

    /// <summary>For every row n, which is step t of sequence b.</summary>
    protected void EachStep(Action body)
    {
        using (w.Block("foreach (RowPiece piece in packed.Forward)"))
        {
            w.Line("int t = piece.Step;");
            using (w.Block("for (int b = 0, n = piece.First; b < piece.Count; b++, n++)")) body();
        }
    }

    /// <summary>The same for masks, with the sequence's seed.</summary>
    protected void EachSeededStep(Action body) => EachStep(() =>
    {
        EmitSeed("b");
        body();
    });

    /// <summary>For every piece of a cell's rows, in the order of reading.</summary>
    protected IDisposable EachPiece(CellPlan cell)
    {
        string pieces = PiecesOf(cell);
        if (!cell.Reverse) return w.Block($"foreach (RowPiece piece in {pieces})");
        IDisposable block = w.Block($"for (int i = {pieces}.Length - 1; i >= 0; i--)");
        w.Line($"RowPiece piece = {pieces}[i];");
        return block;
    }

    protected static string PiecesOf(CellPlan cell) => cell.Reverse ? "packed.Backward" : "packed.Forward";

    /// <summary>For every row n of a piece: <c>before</c> is the row of the state before it, b its sequence.</summary>
    protected void EachOfPiece(Action body)
    {
        using (w.Block("for (int k = 0; k < piece.Count; k++)"))
        {
            w.Line("int n = piece.First + k, before = piece.Before + k, b = piece.Sequence + k;");
            body();
        }
    }

    /// <summary>A piece's first row.</summary>
    protected static string OfPiece(string buffer, int stride) => Lanes.At(buffer, Text.Times("piece.First", stride));

    /// <summary>The call of a cell's step; <paramref name="hm"/> is what U multiplies: h, or what dropout leaves of it.</summary>
    protected void EmitCellCall(CellPlan cell, IReadOnlyList<string> inputs, string mode, string h, string hm, string c, string hNext, string cNext, string record, string rh, bool isBegun = false) =>
        EmitCellCall(w, cell, inputs, mode, h, hm, c, hNext, cNext, record, rh, isBegun);

    /// <inheritdoc cref="EmitCellCall(CellPlan, IReadOnlyList{string}, string, string, string, string, string, string, string, string, bool)"/>
    protected void EmitCellCall(CodeWriter w, CellPlan cell, IReadOnlyList<string> inputs, string mode, string h, string hm, string c, string hNext, string cNext, string record, string rh, bool isBegun = false)
    {
        CellKernel kernel = cell.Kernel;
        if (isBegun) CellEmitter.Of(kernel).EmitStepFromSums(file);
        else CellEmitter.Of(kernel).EmitStep(file);
        string p = Lanes.At("p", cell.WeightsName), x = string.Join(", ", inputs), begun = isBegun ? CellEmitter.FromSums : "", turn = isBegun && kernel.Turns ? ", n" : "";
        if (kernel.ResetsBefore)
        {
            w.Line($"{kernel.Name}Reset{begun}(ref {p}, {x}, ref {hm}, ref {rh}, ref {record});");
            w.Line($"{kernel.Name}(ref {p}, ref {h}, ref {rh}, ref {hNext}, ref {record});");
        }
        else if (kernel.HasCell) w.Line($"{kernel.Name}{begun}{Mode(kernel, mode)}(ref {p}, {x}, ref {hm}, ref {c}, ref {hNext}, ref {cNext}, {Reference(record)}{turn});");
        else
        {
            string state = CellKernel.SplitsState(kernel.Spec) ? $"ref {h}, ref {hm}" : $"ref {hm}";
            w.Line($"{kernel.Name}{begun}{Mode(kernel, mode)}(ref {p}, {x}, {state}, ref {hNext}, {Reference(record)}{turn});");
        }
    }

    /// <summary>Whether the step keeps values is a type argument; one that needs its record anyway keeps them always.</summary>
    private static string Mode(CellKernel kernel, string mode) => kernel.NeedsScratch ? "" : $"<{mode}>";

    /// <summary>h = W_hr·m</summary>
    protected void EmitProjection(DensePlan projector, string m, string h)
    {
        new DenseEmitter(projector.Kernel).EmitStep(file);
        w.Line($"{projector.Kernel.Name}(ref {Lanes.At("p", projector.WeightsName)}, ref {m}, ref {h});");
    }

    /// <summary>A record's row as an argument; where only a taped run has a record, the reference is null in the other.</summary>
    protected static string Reference(string record) => record.Contains('?') ? $"ref ({record})" : $"ref {record}";

    /// <summary>Adds a step's output to the pooled vector.</summary>
    protected void EmitPool(string h, string pooled, string at, string step)
    {
        int width = Pooled.OutputWidth;
        if (plan.Spec.Output == OutputMode.Mean)
        {
            w.Line($"if ({step} == 0) {RowOps.Copy(file, width, h, pooled)}");
            w.Line($"else {RowOps.Add(file, width, h, pooled)}");
        }
        else if (plan.Spec.Output == OutputMode.Max)
        {
            using (w.Block($"for (int k = 0; k < {width}; k++)"))
            {
                w.Line("// Only a larger value replaces one, so that the earliest maximum stays.");
                w.Line($"float value = Unsafe.Add(ref {h}, k);");
                w.Line($"if ({step} > 0 && !(value > Unsafe.Add(ref {pooled}, k))) continue;");
                w.Line($"Unsafe.Add(ref {pooled}, k) = value;");
                w.Line($"Unsafe.Add(ref {at}, k) = {step};");
            }
        }
    }

    /// <summary>What is left to do when all steps were added to the pooled vector.</summary>
    protected void EmitPoolEnd(string pooled, string steps)
    {
        if (plan.Spec.Output == OutputMode.Mean) w.Line(RowOps.Scale(file, Pooled.OutputWidth, $"1f / {steps}", pooled, pooled));
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes a few steps of a sequence layer by layer, over buffers on the stack: where the weights are more than the first cache
/// holds, each is then loaded once for several steps wherever a layer allows it.
/// </summary>
internal sealed class ChunkEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : SequenceEmitter(plan, kernelClass, file, w)
{
    protected override string Mode => "Untaped";

    protected override bool MayDrop => false;

    protected override void EmitRoom(string name)
    {
        TapeBuffer buffer = Plan.Tape.First(candidate => candidate.Name == Text.Capital(name));
        int floats = buffer.PerStep * Plan.ChunkSteps + buffer.PerSequence;
        W.Line($"System.Span<float> {name}Room = stackalloc float[{Literal.Of(floats)}];");
        W.Line($"ref float {name} = ref {name}Room[0];");
    }

    protected override string Sequences => "1";

    protected override bool RunsTogether(CellPlan cell) => false;

    protected override void EachSequence(Action body) => body();

    protected override string OfState(string state, string offset) => Lanes.At(state, offset);

    protected override string Initial(CellPlan cell, string buffer, int stride) => buffer;

    protected override string Final(CellPlan cell, string buffer, int stride) => RowAt(buffer, "rows", stride);

    /// <summary>One sequence: the state before row n is row n.</summary>
    protected override void EmitSteps(RecurrentPlan layer, CellPlan cell)
    {
        using (W.Block("for (int n = 0, before = 0; n < rows; n++, before++)")) EmitStep(layer, cell);
    }

    public void EmitChunk()
    {
        W.Line();
        W.Line($"/// <summary>At most {Literal.Of(Plan.ChunkSteps)} steps, layer by layer.</summary>");
        using (W.Block($"private static void Chunk(ref float p, {Input}, int rows, ref float state{(IsPooled ? "" : ", ref float y")})"))
        using (W.Block("unchecked"))
        {
            EmitEveryStep();
            if (!IsPooled) EmitOutputs();
        }
    }
}

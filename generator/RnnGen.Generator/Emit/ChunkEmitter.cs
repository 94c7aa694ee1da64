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
        int floats = buffer.PerStep * Plan.ChunkSteps + buffer.Fixed;
        W.Line($"System.Span<float> {name}Room = stackalloc float[{Literal.Of(floats)}];");
        W.Line($"ref float {name} = ref {name}Room[0];");
    }

    public void EmitChunk()
    {
        W.Line();
        W.Line($"/// <summary>At most {Literal.Of(Plan.ChunkSteps)} steps, layer by layer.</summary>");
        using (W.Block($"private static void Chunk(ref float p, {Input}, int steps, ref float state{(IsPooled ? "" : ", ref float y")})"))
        using (W.Block("unchecked"))
        {
            EmitEveryStep();
            if (IsPooled) return;
            W.Line();
            EmitOutputs();
        }
    }
}

using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes <c>{Type}.Forward.g.cs</c>: a step, a sequence, and a sequence with tape.</summary>
internal static class ForwardFile
{
    /// <summary>The file's text; the kernels are collected in <paramref name="file"/>.</summary>
    public static string Emit(NetworkPlan plan, string kernelClass, KernelFile file)
    {
        var w = new CodeWriter();
        KernelClass.EmitOffsets(w, plan);
        if (plan.Spec.RunsForward) new StreamEmitter(plan, kernelClass, file, w).Emit();
        if (plan.HasStep) new StreamsEmitter(plan, kernelClass, file, w).Emit();
        new SequenceEmitter(plan, kernelClass, file, w).Emit();
        return KernelClass.Wrap(kernelClass, w.ToString() + file,
            "The kernels: fixed sizes, no allocation, no bounds checks (the public members check).", "\n" + KernelClass.EmitTape(kernelClass, plan));
    }
}

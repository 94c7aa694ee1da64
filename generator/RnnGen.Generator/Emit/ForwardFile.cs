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
        bool isWhole = plan.Spec.Storage == WeightStorage.Float32;
        if (plan.Spec.RunsForward && isWhole) new StreamEmitter(plan, kernelClass, file, w).Emit();
        if (plan.HasStep && isWhole) new StreamsEmitter(plan, kernelClass, file, w).Emit();
        new SequenceEmitter(plan, kernelClass, file, w).Emit(withTape: true, withoutTape: isWhole && !plan.Spec.RunsForward);
        return KernelClass.Wrap(kernelClass, w.ToString() + file,
            "The kernels: fixed sizes, no allocation, no bounds checks (the public members check).", "\n" + KernelClass.EmitTape(kernelClass, plan));
    }

    /// <summary>
    /// <c>{Type}.Stored.g.cs</c>, where a model has a smaller copy of its weights: a step and a sequence without tape, which read that
    /// copy. What has a tape is in the other file, and reads the parameters.
    /// </summary>
    public static string EmitStored(NetworkPlan plan, string kernelClass)
    {
        CodeWriter w = new();
        KernelFile file = new();
        KernelClass.EmitOffsets(w, plan);
        if (plan.HasStep) new StreamsEmitter(plan, kernelClass, file, w).Emit();
        if (plan.Spec.RunsForward) new StreamEmitter(plan, kernelClass, file, w).Emit();
        else new SequenceEmitter(plan, kernelClass, file, w).Emit(withTape: false, withoutTape: true);
        string what = plan.Spec.Storage == WeightStorage.Int8
            ? "8 bits: a word has those of four rows, and sums are multiplied with their units' factors" : "16 bits: a word has those of two rows";
        return KernelClass.Wrap(KernelClass.StoredClass(kernelClass), w.ToString() + file, $"The kernels without tape, over a copy of the parameters whose matrices have {what}.");
    }
}

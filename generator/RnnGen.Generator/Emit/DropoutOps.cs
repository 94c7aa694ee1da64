using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Dropout in generated code: m∘x, the mask m being a hash of the locals <c>seed</c> and of place, step and unit.</summary>
internal static class DropoutOps
{
    /// <summary>A call that writes m∘x for <paramref name="length"/> floats, the first of which is unit <paramref name="unit"/> of the mask; both rows may be the same.</summary>
    public static string Drop(KernelFile file, DropoutUse use, string step, int length, int unit, string from, string to)
    {
        string name = $"Drop{Literal.Of(length)}";
        file.Add(name, $"to = m∘from, {Literal.Of(length)} floats.", "ulong key, uint threshold, float scale, nuint unit, ref float from, ref float to", (w, lanes) =>
            RowOps.EmitChunks(w, lanes, length, (vector, at) =>
                vector.Store(vector.Call("Drop", $"{vector.Load("from", at)}, {(at == "0" ? "unit" : $"unit + {at}")}, key, threshold, scale"), "to", at)));
        return $"{name}({Arguments(use, step)}, {Literal.Of(unit)}, ref {from}, ref {to});";
    }

    /// <summary>A call that writes the mask itself.</summary>
    public static string Mask(KernelFile file, DropoutUse use, int length, string to)
    {
        string name = $"Mask{Literal.Of(length)}";
        file.Add(name, $"to = m, {Literal.Of(length)} floats.", "ulong key, uint threshold, float scale, ref float to", (w, lanes) =>
            RowOps.EmitChunks(w, lanes, length, (vector, at) => vector.Store(vector.Call("Drop", $"{vector.One}, {at}, key, threshold, scale"), "to", at)));
        return $"{name}({Arguments(use, "0")}, ref {to});";
    }

    /// <summary>The factor of one unit after all of <paramref name="uses"/>: 1 where nothing is dropped.</summary>
    public static string Factor(IReadOnlyList<DropoutUse> uses, string step, string unit) => "drops ? "
        + uses.Aggregate("1f", (factor, use) => $"ScalarMath.Drop({factor}, (nuint)({unit}), {Key(use, step)}, {Bounds(use)})") + " : 1f";

    private static string Arguments(DropoutUse use, string step) => $"{Key(use, step)}, {Bounds(use)}";

    private static string Key(DropoutUse use, string step) => $"DropoutMask.StepKey(seed, {Literal.Of(use.Place)}, {step})";

    // The threshold may be above the largest int.
    private static string Bounds(DropoutUse use) =>
        $"{DropoutMask.Threshold(use.Probability).ToString(System.Globalization.CultureInfo.InvariantCulture)}u, {Literal.Of(DropoutMask.Scale(use.Probability))}";
}

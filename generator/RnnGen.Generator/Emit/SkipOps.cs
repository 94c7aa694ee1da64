using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>What goes around a layer: s = y + x, or T∘y + (1 − T)∘x behind a highway's gate, and how the gradient is shared out.</summary>
internal static class SkipOps
{
    /// <summary>A call that writes s = y + x or, where there is a gate, s = T∘y + (1 − T)∘x.</summary>
    public static string Join(KernelFile file, RecurrentPlan layer, string t, string y, string x, string s)
    {
        int length = layer.OutputStride;
        if (layer.Gate is null) return RowOps.Sum(file, length, y, x, s);
        string name = $"Highway{Literal.Of(length)}";
        file.Add(name, "s = T∘y + (1 − T)∘x", "ref float t, ref float y, ref float x, ref float s", (w, lanes) =>
            RowOps.EmitChunks(w, lanes, length, (vector, at) => vector.Store(
                $"({vector.MultiplyAdd(vector.Load("t", at), $"{vector.Load("y", at)} - {vector.Load("x", at)}", vector.Load("x", at))})", "s", at)));
        return $"{name}(ref {t}, ref {y}, ref {x}, ref {s});";
    }

    /// <summary>A call that turns <paramref name="d"/> = ∂L/∂s into ∂L/∂y and writes those of the gate's sum and, through 1 − T alone, of x.</summary>
    public static string Split(KernelFile file, RecurrentPlan layer, string t, string y, string x, string d, string dz, string dx)
    {
        int length = layer.OutputStride;
        string name = $"Highway{Literal.Of(length)}Gradient";
        file.Add(name, "s = T∘y + (1 − T)∘x, T = σ(z); so dz = d∘(y − x)∘T∘(1 − T), dx = d∘(1 − T), and dy = d∘T in d's place.",
            "ref float t, ref float y, ref float x, ref float d, ref float dz, ref float dx", (w, lanes) =>
            RowOps.EmitChunks(w, lanes, length, (vector, at) => string.Join("\n",
                $"{vector.Type} {Name("t")} = {vector.Load("t", at)}, {Name("dy")} = {vector.Load("d", at)} * {Name("t")}, {Name("rest")} = {vector.Load("d", at)} - {Name("dy")};",
                vector.Store($"({Name("rest")} * {Name("t")} * ({vector.Load("y", at)} - {vector.Load("x", at)}))", "dz", at),
                vector.Store(Name("rest"), "dx", at),
                vector.Store(Name("dy"), "d", at)).Replace("@", at)));
        return $"{name}(ref {t}, ref {y}, ref {x}, ref {d}, ref {dz}, ref {dx});";

        // Chunks without a loop stand in one scope, so each has names of its own: "@" becomes where it stands.
        static string Name(string value) => value + "_@";
    }
}

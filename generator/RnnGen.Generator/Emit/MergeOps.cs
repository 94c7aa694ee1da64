using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>How the outputs f and b of a layer's two directions become one vector y, and how its gradient is shared out.</summary>
internal static class MergeOps
{
    /// <summary>A call that merges <paramref name="forward"/> and <paramref name="backward"/> into <paramref name="to"/>.</summary>
    public static string Merge(KernelFile file, RecurrentPlan layer, string forward, string backward, string to)
    {
        int width = layer.Cells[0].Kernel.Spec.CellOutput;
        string name = $"{layer.Merge.ToString()}{Literal.Of(width)}";
        file.Add(name, Equation(layer.Merge), "ref float f, ref float b, ref float y", (w, lanes) =>
        {
            if (layer.Merge == RnnGen.Merge.Concat)
            {
                w.Line($"ref float second = ref Unsafe.Add(ref y, {width});");
                RowOps.EmitChunks(w, lanes, width, (vector, at) => vector.Store(vector.Load("f", at), "y", at));
                RowOps.EmitChunks(w, lanes, width, (vector, at) => vector.Store(vector.Load("b", at), "second", at));
            }
            else RowOps.EmitChunks(w, lanes, width, (vector, at) => vector.Store(Merged(layer.Merge, vector.Load("f", at), vector.Load("b", at)), "y", at));
        });
        return $"{name}(ref {forward}, ref {backward}, ref {to});";
    }

    private static string Equation(Merge merge) => merge switch
    {
        RnnGen.Merge.Concat => "y = [f, b]",
        RnnGen.Merge.Sum => "y = f + b",
        RnnGen.Merge.Mean => "y = ½·(f + b)",
        _ => "y = f∘b",
    };

    private static string Merged(Merge merge, string f, string b) => merge switch
    {
        RnnGen.Merge.Sum => $"({f} + {b})",
        RnnGen.Merge.Mean => $"(({f} + {b}) * 0.5f)",
        _ => $"({f} * {b})",
    };

    /// <summary>A call that shares out <paramref name="dy"/>; the product's gradient also needs the outputs.</summary>
    public static string Split(KernelFile file, RecurrentPlan layer, string dy, string forward, string backward, string dForward, string dBackward)
    {
        int width = layer.Cells[0].Kernel.Spec.CellOutput;
        string name = $"Split{layer.Merge.ToString()}{Literal.Of(width)}";
        string so = layer.Merge switch
        {
            RnnGen.Merge.Concat => "df and db are the halves of dy",
            RnnGen.Merge.Sum => "df = db = dy",
            RnnGen.Merge.Mean => "df = db = ½·dy",
            _ => "df = dy∘b, db = dy∘f",
        };
        file.Add(name, $"{Equation(layer.Merge)}; so {so}.", "ref float dy, ref float f, ref float b, ref float df, ref float db", (w, lanes) =>
        {
            if (layer.Merge == RnnGen.Merge.Concat) w.Line($"ref float second = ref Unsafe.Add(ref dy, {width});");
            RowOps.EmitChunks(w, lanes, width, (vector, at) => vector.Store(Shared(layer.Merge, vector, at, "dy", "b"), "df", at));
            string half = layer.Merge == RnnGen.Merge.Concat ? "second" : "dy";
            RowOps.EmitChunks(w, lanes, width, (vector, at) => vector.Store(Shared(layer.Merge, vector, at, half, "f"), "db", at));
        });
        return $"{name}(ref {dy}, ref {forward}, ref {backward}, ref {dForward}, ref {dBackward});";
    }

    /// <summary>One direction's gradient, the other direction's output being <paramref name="other"/>.</summary>
    private static string Shared(Merge merge, Lanes vector, string at, string dy, string other) => merge switch
    {
        RnnGen.Merge.Mean => $"({vector.Load(dy, at)} * 0.5f)",
        RnnGen.Merge.Product => $"({vector.Load(dy, at)} * {vector.Load(other, at)})",
        _ => vector.Load(dy, at),
    };
}

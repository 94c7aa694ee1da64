using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Kernels of many rows: the sums of a pass for all rows first (<see cref="RowSums"/>), then what follows, row by row.</summary>
internal static class RowBatch
{
    /// <summary>The parameters of a kernel of many rows.</summary>
    public static string Parameters(IEnumerable<RowVector> vectors) => $"int rows, ref float p, {string.Join(", ", vectors.Select(vector => vector.Parameters))}";

    /// <summary>Writes a loop over <c>rows</c> rows; of each vector there is a reference to the row's: of h it is hRow.</summary>
    public static void EmitLoop(CodeWriter w, IEnumerable<string> vectors, Action body)
    {
        using (w.Block("for (int row = 0; row < rows; row++)"))
        {
            foreach (string vector in vectors) w.Line($"ref float {vector}Row = ref {new RowVector(vector).Row};");
            body();
        }
    }

    /// <summary>Writes a loop over <c>rows</c> rows that calls the kernel of one row, which takes p and the rows' vectors.</summary>
    public static void EmitOneByOne(CodeWriter w, string kernel, IReadOnlyList<string> arguments) =>
        EmitLoop(w, [], () => w.Line($"{kernel}(ref p, {string.Join(", ", arguments)});"));
}

/// <summary>A parameter of a kernel of many rows that holds a value or more for each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The values' type.</param>
internal sealed record RowVector(string Name, string Type = "float")
{
    /// <summary>The parameter: values from one row to the next.</summary>
    public string Stride => Name + "Stride";

    /// <summary>Both parameters.</summary>
    public string Parameters => $"ref {Type} {Name}, int {Stride}";

    /// <summary>Its values in the row of the loop.</summary>
    public string Row => Lanes.At(Name, $"row * {Stride}");

    /// <summary>The vector of a layer's input.</summary>
    public static RowVector Of(InputPart part) => new(part.Variable, part.IsToken ? "int" : "float");

    /// <summary>The row of a vector as the kernel of one row takes it.</summary>
    public static string Argument(string name) => "ref " + new RowVector(name).Row;

    /// <summary>The row of a layer's input as the kernel of one row takes it. Nothing is dropped.</summary>
    public static string Argument(InputPart part) => (part.IsToken ? "" : "ref ") + Of(part).Row + (part.IsMasked ? ", 1f" : "");
}

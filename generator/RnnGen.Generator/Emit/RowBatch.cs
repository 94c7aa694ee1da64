namespace RnnGen.Generator.Emit;

/// <summary>
/// Rows that one pass computes together, so that a weight is loaded once for all of them: variables of the first row end in a,
/// of the second in b, …
/// </summary>
internal static class RowBatch
{
    /// <summary>Whether rows share weights at this width. The narrower ones go row by row, which is compact.</summary>
    public static bool IsShared(Lanes lanes) => lanes.Width >= Lanes.Of256.Width;

    /// <summary>The most rows at a time: 4 with 32 registers (16 accumulators, a weight, 4 broadcasts), 2 with 16.</summary>
    private static int Rows(Lanes lanes) => lanes.Width == Lanes.Of512.Width ? 4 : 2;

    /// <summary>The parameters of a kernel of many rows.</summary>
    public static string Parameters(IEnumerable<RowVector> vectors) => $"int rows, ref float p, {string.Join(", ", vectors.Select(vector => vector.Parameters))}";

    /// <summary>Ends the names of a row's variables.</summary>
    public static string Suffix(int row) => ((char)('a' + row)).ToString();

    /// <summary>
    /// Writes <paramref name="body"/> for all of <c>rows</c> rows, the most at a time and then one by one: a row's sums have the
    /// same order in both, so its result does not depend on its place. Of each vector the rows get references: of h they are ha, hb, ….
    /// </summary>
    public static void EmitAll(CodeWriter w, Lanes lanes, Pass pass, IReadOnlyList<RowVector> vectors, Action<Pass> body)
    {
        int most = Rows(lanes);
        w.Line("int n = 0;");
        using (w.Block($"for (; n <= rows - {most}; n += {most})")) EmitGroup(w, pass, most, vectors, body);
        using (w.Block("for (; n < rows; n++)")) EmitGroup(w, pass, 1, vectors, body);
    }

    /// <summary>Writes a loop over <c>rows</c> rows that calls the kernel of one row, which takes p and the rows' vectors.</summary>
    public static void EmitOneByOne(CodeWriter w, string kernel, IReadOnlyList<string> arguments)
    {
        using (w.Block("for (int n = 0; n < rows; n++)")) w.Line($"{kernel}(ref p, {string.Join(", ", arguments)});");
    }

    private static Pass Times(Pass pass, int rows) => pass with
    {
        IsRowBatch = true,
        Pieces = Enumerable.Range(0, rows).SelectMany(row => pass.Pieces.Select(piece => piece with { Row = row, Suffix = piece.Suffix + Suffix(row) })).ToList(),
    };

    private static void EmitGroup(CodeWriter w, Pass pass, int rows, IReadOnlyList<RowVector> vectors, Action<Pass> body)
    {
        foreach (RowVector vector in vectors)
        {
            for (int row = 0; row < rows; row++)
            {
                string place = row == 0 ? vector.Row("n") : Lanes.At(vector.Name + Suffix(row - 1), vector.Stride);
                w.Line($"ref {vector.Type} {vector.Name}{Suffix(row)} = ref {place};");
            }
        }
        body(Times(pass, rows));
    }
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

    /// <summary>Its values in row <paramref name="row"/>.</summary>
    public string Row(string row) => Lanes.At(Name, $"{row} * {Stride}");

    /// <summary>The vector of a layer's input.</summary>
    public static RowVector Of(Planning.InputPart part) => new(part.Variable, part.IsToken ? "int" : "float");

    /// <summary>Row n of a vector as the kernel of one row takes it.</summary>
    public static string Argument(string name) => "ref " + new RowVector(name).Row("n");

    /// <inheritdoc cref="Argument(string)"/>
    public static string Argument(Planning.InputPart part) => (part.IsToken ? "" : "ref ") + Of(part).Row("n") + (part.IsMasked ? ", 1f" : "");
}

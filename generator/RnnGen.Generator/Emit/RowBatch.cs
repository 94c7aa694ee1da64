namespace RnnGen.Generator.Emit;

/// <summary>
/// Rows that one pass computes together, so that a weight is loaded once for all of them: variables of row 1 end in b, of
/// row 2 in c, …
/// </summary>
internal static class RowBatch
{
    /// <summary>The most rows at a time: 4 with 32 registers (16 accumulators, 4 weights, 4 broadcasts), 2 with 16.</summary>
    public static int Rows(Lanes lanes) => lanes.IsScalar ? 1 : lanes.Width == Lanes.Of512.Width ? 4 : 2;

    /// <summary>Ends the names of a row's variables.</summary>
    public static string Suffix(int row) => ((char)('a' + row)).ToString();

    /// <summary>The pass's pieces once for each of <paramref name="rows"/> rows.</summary>
    public static Pass Times(Pass pass, int rows) => pass with
    {
        IsRowBatch = true,
        Pieces = Enumerable.Range(0, rows).SelectMany(row => pass.Pieces.Select(piece => piece with { Row = row, Suffix = piece.Suffix + Suffix(row) })).ToList(),
    };

    /// <summary>
    /// Writes <paramref name="body"/> for all of <c>rows</c> rows, the most at a time and then one by one. Of each vector
    /// (a parameter and the floats from one of its rows to the next) the rows get references: of h they are ha, hb, ….
    /// </summary>
    public static void EmitAll(CodeWriter w, Pass pass, IReadOnlyList<RowVector> vectors, Action<Pass> body)
    {
        int most = Rows(pass.Pieces[0].Lanes);
        if (most == 1)
        {
            using (w.Block("for (int n = 0; n < rows; n++)")) EmitGroup(w, pass, 1, vectors, body);
            return;
        }
        w.Line("int n = 0;");
        using (w.Block($"for (; n <= rows - {most}; n += {most})")) EmitGroup(w, pass, most, vectors, body);
        using (w.Block("for (; n < rows; n++)")) EmitGroup(w, pass, 1, vectors, body);
    }

    private static string Times(string stride) => stride == "1" ? "n" : $"n * {stride}";

    private static void EmitGroup(CodeWriter w, Pass pass, int rows, IReadOnlyList<RowVector> vectors, Action<Pass> body)
    {
        foreach (RowVector vector in vectors)
        {
            for (int row = 0; row < rows; row++)
            {
                string place = row == 0 ? Lanes.At(vector.Name, Times(vector.Stride)) : Lanes.At(vector.Name + Suffix(row - 1), vector.Stride);
                w.Line($"ref {vector.Type} {vector.Name}{Suffix(row)} = ref {place};");
            }
        }
        body(Times(pass, rows));
    }
}

/// <summary>A parameter that holds a value or more for each row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stride">Values from one row to the next: a number, or a parameter's name.</param>
/// <param name="Type">The values' type.</param>
internal sealed record RowVector(string Name, string Stride, string Type = "float");

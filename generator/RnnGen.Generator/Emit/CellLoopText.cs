namespace RnnGen.Generator.Emit;

/// <summary>
/// A step of several cells in one kernel: their sums, in the order in which the kernels of single steps add, and then their functions by turns,
/// so that each fills the other's waiting time.
/// </summary>
internal sealed class CellLoopText(CodeWriter w, IReadOnlyList<LoopedCell> cells)
{
    /// <summary>Begins the sums.</summary>
    public void EmitBegin()
    {
        foreach (LoopedCell cell in cells) cell.EmitBias();
        foreach (Lanes lanes in cells.SelectMany(cell => cell.Lanes).Distinct()) w.Line($"{lanes.Type} {Broadcast(lanes)};");
    }

    /// <summary>The products with a cell's inputs.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="values">The variable of each: a token, or a reference to the first value.</param>
    public void EmitInputs(LoopedCell cell, Func<LoopedPart, string> values)
    {
        foreach (LoopedPart part in cell.Inputs)
        {
            if (part.Part.IsToken) cell.EmitToken(part, values(part));
            else EmitRows([part], values(part));
        }
    }

    /// <summary>Ends the sums, and computes the functions.</summary>
    public void EmitFunctions()
    {
        foreach (LoopedCell cell in cells) cell.EmitSets();
        List<string[]> functions = cells.SelectMany(cell => cell.Functions()).ToList();
        w.Line($"// {string.Join("; ", cells.SelectMany(cell => cell.Equations).Distinct())}");
        for (int i = 0; i < functions.Max(lines => lines.Length); i++)
        {
            foreach (string[] lines in functions.Where(lines => i < lines.Length)) w.Line(lines[i]);
        }
    }

    private static string Broadcast(Lanes lanes) => "v" + Literal.Of(lanes.Width);

    /// <summary>Rows in a loop's body, 0 for straight code: so many that in it, too, row r of each reader goes to set r mod its number of sets.</summary>
    private static int LoopRows(IReadOnlyList<LoopedPart> readers)
    {
        if (readers.All(reader => reader.LoopRows == 0)) return 0;
        int rows = 1;
        while (readers.Any(reader => rows % Math.Max(reader.LoopRows, reader.Cell.Sets) != 0)) rows++;
        return rows;
    }

    /// <summary>Rows of weights of one cell or two, which the same <paramref name="values"/> are multiplied with.</summary>
    public void EmitRows(IReadOnlyList<LoopedPart> readers, string values)
    {
        if (readers.Count == 0) return;
        int rows = readers[0].Part.Width, loopRows = LoopRows(readers), looped = loopRows == 0 ? 0 : rows / loopRows * loopRows;
        w.Line($"// {string.Join(", ", readers.Select(reader => $"+ {(reader.IsHidden ? "U" : "W")}{reader.Cell.Number}·{values}"))}");
        foreach (LoopedPart reader in readers) w.Line($"ref float {reader.Weights} = ref {Lanes.At("p" + Literal.Of(reader.Cell.Number), reader.Offset)};");
        if (looped > 0)
        {
            using (w.Block($"for (int j = 0; j < {looped}; {(loopRows == 1 ? "j++" : $"j += {loopRows}")})"))
            {
                foreach (LoopedPart reader in readers) w.Line($"ref float {reader.Weights}Row = ref {Lanes.At(reader.Weights, Text.Times("j", reader.Stride))};");
                for (int row = 0; row < loopRows; row++) EmitRow(row, Lanes.At(values, row == 0 ? "j" : $"j + {row}"), "Row");
            }
        }
        for (int row = looped; row < rows; row++) EmitRow(row, Lanes.At(values, row), "");

        void EmitRow(int row, string value, string suffix)
        {
            Lanes? wider = null;
            foreach (Lanes lanes in readers.SelectMany(reader => reader.Cell.Lanes).Distinct().OrderByDescending(lanes => lanes.Width))
            {
                w.Line($"{Broadcast(lanes)} = {(wider is null ? lanes.Broadcast(value) : lanes.LowerOf(Broadcast(wider), wider))};");
                wider = lanes;
                foreach (LoopedPart reader in readers) reader.EmitRow(row, suffix, lanes, Broadcast(lanes));
            }
        }
    }
}

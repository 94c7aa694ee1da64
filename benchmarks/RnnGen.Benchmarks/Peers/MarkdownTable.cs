namespace RnnGen.Benchmarks.Peers;

/// <summary>A table as Markdown whose columns also stand below one another in plain text: the first to the left, others to the right.</summary>
internal sealed class MarkdownTable(params string[] head)
{
    private readonly List<string[]> _rows = [head];

    /// <summary>One row, with as many cells as the head has.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != head.Length) throw new ArgumentException($"Expected {head.Length} cells; found {cells.Length}.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>Writes it, a blank line behind.</summary>
    public void Write(TextWriter output)
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(column => Math.Max(3, _rows.Max(row => row[column].Length)))];
        WriteRow(output, widths, head);
        output.Write("|" + string.Join('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")) + "|\n");
        foreach (string[] row in _rows.Skip(1)) WriteRow(output, widths, row);
        output.Write('\n');
    }

    private static void WriteRow(TextWriter output, int[] widths, string[] cells) =>
        output.Write("| " + string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))) + " |\n");
}

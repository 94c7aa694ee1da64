using System.Globalization;
using RnnGen.Tool.Compiling;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>What several reports print.</summary>
internal static class ReportText
{
    /// <summary>A sentence each, behind a word.</summary>
    public static void Sentences(this IAnsiConsole console, string word, IEnumerable<string> sentences)
    {
        foreach (string sentence in sentences) console.Plain($"{word,-9} {sentence}");
    }

    /// <summary>A line in which brackets are brackets.</summary>
    public static void Plain(this IAnsiConsole console, string line) => console.WriteLine(PlainText.OneLine(line));

    /// <summary>A line for each comparison: right or wrong, error, bound.</summary>
    public static void Comparisons(this IAnsiConsole console, IEnumerable<Comparison> comparisons)
    {
        foreach (Comparison comparison in comparisons)
        {
            string bound = double.IsInfinity(comparison.Bound) ? "no bound" : string.Create(CultureInfo.InvariantCulture, $"bound {comparison.Bound:0.0e+0}");
            console.Plain(string.Create(CultureInfo.InvariantCulture,
                $"{(comparison.IsRight ? "Right" : "WRONG"),-9} {comparison.What}: error {comparison.Error:0.0e+0}, {bound} ({comparison.Where})."));
        }
    }

    /// <summary>A table whose columns from <paramref name="numbers"/> on are numbers.</summary>
    public static void Rows(this IAnsiConsole console, string[] titles, int numbers, IEnumerable<string[]> rows)
    {
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < titles.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(titles[i])) { NoWrap = true };
            table.AddColumn(i < numbers ? column : column.RightAligned());
        }
        foreach (string[] row in rows) table.AddRow(row.Select(cell => Markup.Escape(PlainText.OneLine(cell))).ToArray());
        console.Write(table);
    }

    /// <summary>With separators.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>[2, 3]</summary>
    public static string Shape(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}

using System.Globalization;
using Spectre.Console;

namespace Samples.Shared;

/// <summary>One of the columns.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Format">How its values are written.</param>
/// <param name="HigherIsBetter">Whether the worst value is the lowest.</param>
public sealed record Measure(string Name, string Format, bool HigherIsBetter = true);

/// <summary>Baselines and seeds, in one table.</summary>
public sealed class Scoreboard(string title, params Measure[] measures)
{
    private readonly List<(string Name, double[] Values)> _baselines = [], _seeds = [];

    /// <summary>Adds what the result is compared with.</summary>
    public void Baseline(string name, params double[] values) => _baselines.Add((name, values));

    /// <summary>Adds one seed's result.</summary>
    public void Seed(int seed, params double[] values) => _seeds.Add(($"seed {seed}", values));

    /// <summary>The worst of the seeds, measure by measure.</summary>
    public double[] Worst => [.. measures.Select((measure, m) =>
        measure.HigherIsBetter ? _seeds.Min(seed => seed.Values[m]) : _seeds.Max(seed => seed.Values[m]))];

    /// <summary>Prints the table; the last line is the worst where there are several seeds.</summary>
    public void Show(IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn(Markup.Escape(title)).NoWrap());
        foreach (Measure measure in measures) table.AddColumn(new TableColumn(Markup.Escape(measure.Name)).RightAligned().NoWrap());
        foreach ((string name, double[] values) in _baselines) Row(name, values, Style.Plain);
        var own = new Style(Color.Green, decoration: Decoration.Bold);
        foreach ((string name, double[] values) in _seeds) Row(name, values, own);
        if (_seeds.Count > 1) Row($"worst of {_seeds.Count}", Worst, own);
        console.Write(table);

        void Row(string name, double[] values, Style style) => table.AddRow(
            values.Select((value, m) => value.ToString(measures[m].Format, CultureInfo.InvariantCulture)).Prepend(name).Select(cell => new Text(cell, style)));
    }
}

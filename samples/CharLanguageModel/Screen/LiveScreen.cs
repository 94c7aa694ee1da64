using System.Diagnostics;
using System.Globalization;
using CharLanguageModel.Training;
using Spectre.Console;

namespace CharLanguageModel.Screen;

/// <summary>A terminal: a live progress bar, a table, colours.</summary>
internal sealed class LiveScreen(IAnsiConsole console) : IScreen
{
    /// <summary>Between two looks at the bar; reports come far more often.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Columns of what stands beside the bar.</summary>
    private const int TextWidth = 80;

    public void Line(string text) => console.WriteLine(text);

    public void Error(string text) => console.MarkupLineInterpolated($"[red]{text}[/]");

    public void Show(Action<Action<TrainingReport>> work) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = Math.Clamp(console.Profile.Width - TextWidth, 4, 40) })
        .Start(context =>
        {
            ProgressTask task = context.AddTask("training", maxValue: 1);
            long shown = 0;
            work(report =>
            {
                // Above the bar, which stays the last line.
                if (report.Check is not null) console.WriteLine($"{report.Fraction,4:P0}{ReportText.OfCheck(report)}");
                if (shown != 0 && report.Check is null && report.Fraction < 1 && Stopwatch.GetElapsedTime(shown) < Refresh) return;
                shown = Stopwatch.GetTimestamp();
                task.Description = Markup.Escape(ReportText.Of(report) + $"  {TimeSpan.FromSeconds(report.SecondsLeft):h\\:mm\\:ss} left");
                task.Value = report.Fraction;
            });
        });

    public void Compare(IReadOnlyList<ScoredModel> models)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("held-out text");
        foreach (string measure in (string[])["nats/char", "bits/char", "perplexity"]) table.AddColumn(new TableColumn(measure).RightAligned());
        foreach (ScoredModel model in models)
        {
            Style style = model.IsNetwork ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(new[] { model.Name, Number(model.Nats, "F3"), Number(Measures.Bits(model.Nats), "F3"), Number(Measures.Perplexity(model.Nats), "F2") }
                .Select(cell => new Spectre.Console.Text(cell, style)));
        }
        console.Write(table);
    }

    public void Passage(string prompt, IEnumerable<string> continuation)
    {
        console.Write(new Rule());
        console.Write(prompt, new Style(decoration: Decoration.Dim));
        foreach (string piece in continuation) console.Write(piece);
        console.WriteLine();
        console.Write(new Rule());
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Security;
using System.Text;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Cycles a step as SVG: a line of dots for each cell, one for each contestant, on a logarithmic axis; and the counted limit.</summary>
internal static class PeerChart
{
    private const int Width = 860, Left = 130, Right = 20, Top = 76, RowHeight = 19, Bottom = 42, Radius = 5;

    // Okabe and Ito's colours, which people who see colours differently tell apart; ours is the first.
    private static readonly string[] s_colours = ["#D55E00", "#0072B2", "#56B4E9", "#009E73", "#CC79A7", "#E69F00", "#000000"];

    /// <summary>The document.</summary>
    public static string ToSvg(PeerReport report)
    {
        string[] names = [.. report.Entrants.Select(entrant => entrant.Name)];
        double[] limits = [.. report.Rows.Select(row => StepLimit.Of(row.Shape, report.Machine).Cycles)];
        double[] cycles = [.. report.Rows.SelectMany(row => names.Select(name => Cycles(row, name))).Where(double.IsFinite).Concat(limits)];
        int height = Top + RowHeight * report.Rows.Count + Bottom;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">One step of a recurrent layer, one core: cycles, fewer is better</text>");
        if (cycles.Length > 0)
        {
            // A little room at both ends.
            double from = cycles.Min() / 1.3, to = cycles.Max() * 1.3;
            double Place(double value) => Left + (Width - Left - Right) * Math.Log(value / from) / Math.Log(to / from);
            DrawAxis(svg, from, to, report.Rows.Count, Place);
            for (int i = 0; i < report.Rows.Count; i++) DrawRow(svg, report.Rows[i], limits[i], i, names, Place);
        }
        DrawLegend(svg, names);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static double Cycles(PeerRow row, string name) => row.Time(Workload.SingleSteps, name) * row.GigaHertz;

    private static void DrawAxis(StringBuilder svg, double from, double to, int rows, Func<double, double> place)
    {
        int end = Top + RowHeight * rows;
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(from))); power < to; power *= 10)
        {
            for (int digit = 1; digit < 10; digit++)
            {
                double tick = digit * power;
                if (tick < from || tick > to) continue;
                Line(svg, $"<line x1=\"{place(tick):F1}\" y1=\"{Top - 6}\" x2=\"{place(tick):F1}\" y2=\"{end}\" stroke=\"{(digit == 1 ? "#bbbbbb" : "#eeeeee")}\"/>");
                if (digit is 1 or 3) Line(svg, $"<text x=\"{place(tick):F1}\" y=\"{end + 16}\" text-anchor=\"middle\">{tick:N0}</text>");
            }
        }
        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{end + 34}\" text-anchor=\"middle\">cycles a step (logarithmic)</text>");
    }

    private static void DrawRow(StringBuilder svg, PeerRow row, double limit, int index, string[] names, Func<double, double> place)
    {
        double y = Top + RowHeight * (index + 0.5);
        Line(svg, $"<text x=\"{Left - 10}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Escape(row.Shape.ToString())}</text>");
        DrawLimit(svg, place(limit), y);
        double[] cycles = [.. names.Select(name => Cycles(row, name))];
        if (!cycles.Any(double.IsFinite)) return;
        Line(svg, $"<line x1=\"{place(cycles.Where(double.IsFinite).Min()):F1}\" y1=\"{y:F1}\" x2=\"{place(cycles.Where(double.IsFinite).Max()):F1}\" y2=\"{y:F1}\" stroke=\"#bbbbbb\"/>");
        // Ours last, so that it lies on top.
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (double.IsFinite(cycles[i])) Line(svg, $"<circle cx=\"{place(cycles[i]):F1}\" cy=\"{y:F1}\" r=\"{Radius}\" fill=\"{s_colours[i % s_colours.Length]}\"><title>{Escape(names[i])}: {cycles[i]:N0}</title></circle>");
        }
    }

    private static void DrawLegend(StringBuilder svg, string[] names)
    {
        double x = Left;
        for (int i = 0; i < names.Length; i++)
        {
            Line(svg, $"<circle cx=\"{x + Radius:F1}\" cy=\"46\" r=\"{Radius}\" fill=\"{s_colours[i % s_colours.Length]}\"/>");
            Line(svg, $"<text x=\"{x + 16:F1}\" y=\"50\">{Escape(names[i])}</text>");
            x += 36 + 7 * names[i].Length;
        }
        DrawLimit(svg, x + Radius, 46);
        Line(svg, $"<text x=\"{x + 16:F1}\" y=\"50\">limit by counting</text>");
    }

    private static void DrawLimit(StringBuilder svg, double x, double y) =>
        Line(svg, $"<line x1=\"{x:F1}\" y1=\"{y - Radius:F1}\" x2=\"{x:F1}\" y2=\"{y + Radius:F1}\" stroke=\"#000000\" stroke-width=\"2\"/>");

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

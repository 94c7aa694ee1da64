using System.Globalization;
using System.Security;
using System.Text;

namespace RnnGen;

/// <summary>A chart of lines as SVG: text that a browser shows, with nothing to install. The same numbers give the same text.</summary>
public sealed class LineChart
{
    private const int Width = 720, Height = 300, Left = 70, Right = 150, Top = 34, Bottom = 44;
    private const int PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;

    // Okabe and Ito's colours, which people who see colours differently tell apart.
    private static readonly string[] s_colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    /// <summary>What stands above.</summary>
    public string Title { get; init; } = "";

    /// <summary>What stands below the horizontal axis.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg() => ToSvg([this]);

    /// <summary>Several charts, one below the other, in one document.</summary>
    public static string ToSvg(IReadOnlyList<LineChart> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height * charts.Count}\" width=\"{Width}\" height=\"{Height * charts.Count}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < charts.Count; i++)
        {
            Line(svg, $"<g transform=\"translate(0 {i * Height})\">");
            charts[i].Draw(svg);
            Line(svg, $"</g>");
        }
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    /// <summary>Writes charts to a file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public static void Save(string path, params LineChart[] charts) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToSvg(charts))));

    private void Draw(StringBuilder svg)
    {
        Line(svg, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\">{Escape(Title)}</text>");
        (double X, double Y)[] points = [.. Series.SelectMany(series => series.X.Zip(series.Y)).Where(point => IsShown(point.First, point.Second))];
        if (points.Length == 0)
        {
            Line(svg, $"<text x=\"{Left}\" y=\"{Top + 20}\">no values</text>");
            return;
        }
        ChartAxis x = ChartAxis.Linear(points.Min(point => point.X), points.Max(point => point.X));
        ChartAxis y = IsLogarithmic
            ? ChartAxis.Logarithmic(points.Min(point => point.Y), points.Max(point => point.Y))
            : ChartAxis.Linear(points.Min(point => point.Y), points.Max(point => point.Y));
        DrawAxes(svg, x, y);
        for (int i = 0; i < Series.Count; i++) DrawSeries(svg, i, x, y);
    }

    private void DrawAxes(StringBuilder svg, ChartAxis x, ChartAxis y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = PlaceY(y, tick);
            Line(svg, $"<line x1=\"{Left}\" y1=\"{at:F1}\" x2=\"{Left + PlotWidth}\" y2=\"{at:F1}\" stroke=\"#dddddd\"/>");
            Line(svg, $"<text x=\"{Left - 6}\" y=\"{at + 4:F1}\" text-anchor=\"end\">{ChartAxis.Text(tick)}</text>");
        }
        foreach (double tick in x.Ticks)
        {
            Line(svg, $"<text x=\"{PlaceX(x, tick):F1}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\">{ChartAxis.Text(tick)}</text>");
        }
        Line(svg, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{PlotWidth}\" height=\"{PlotHeight}\" fill=\"none\" stroke=\"#888888\"/>");
        Line(svg, $"<text x=\"{Left + PlotWidth / 2}\" y=\"{Top + PlotHeight + 34}\" text-anchor=\"middle\">{Escape(XLabel)}</text>");
    }

    private void DrawSeries(StringBuilder svg, int index, ChartAxis x, ChartAxis y)
    {
        ChartSeries series = Series[index];
        string colour = s_colours[index % s_colours.Length];
        var path = new StringBuilder();
        bool isDrawing = false;
        foreach ((double px, double py) in series.X.Zip(series.Y))
        {
            if (IsShown(px, py)) path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{PlaceX(x, px):F1} {PlaceY(y, py):F1}");
            isDrawing = IsShown(px, py);
        }
        Line(svg, $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
        int legend = Top + 12 + 18 * index;
        Line(svg, $"<line x1=\"{Left + PlotWidth + 10}\" y1=\"{legend - 4}\" x2=\"{Left + PlotWidth + 28}\" y2=\"{legend - 4}\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        Line(svg, $"<text x=\"{Left + PlotWidth + 33}\" y=\"{legend}\">{Escape(series.Name)}</text>");
    }

    private bool IsShown(double x, double y) => double.IsFinite(x) && double.IsFinite(y) && (!IsLogarithmic || y > 0);

    private static double PlaceX(ChartAxis axis, double x) => Left + PlotWidth * axis.ShareOf(x);

    private static double PlaceY(ChartAxis axis, double y) => Top + PlotHeight * (1 - axis.ShareOf(y));

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

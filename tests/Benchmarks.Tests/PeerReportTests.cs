using System.Globalization;
using System.Xml.Linq;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Peers;

namespace Benchmarks.Tests;

/// <summary>Tables and chart of figures that are known.</summary>
public class PeerReportTests
{
    private static readonly Workload s_sequence = new(RunForm.Sequence, 64);

    [Fact]
    public void TheTablesCompareEachPeerWithOurs()
    {
        string[] lines = Tables(Report());
        Assert.Contains("- **PyTorch: missing**", lines);
        string steps = lines.Single(line => line.StartsWith("| LSTM 1 → 16 ", StringComparison.Ordinal) && line.Contains("fma", StringComparison.Ordinal));
        // 50 ns at 4 GHz; 4·16·17 multiply-adds of 64 a nanosecond; oneDNN 1,000 ns; ONNX Runtime did not take part.
        Assert.Equal(["LSTM 1 → 16", "50", "200", "142", "118 fma", "155", "waits", "21.8", "34 %", "1,000 (20 ×)", ""], Cells(steps));
        string sequence = lines.Single(line => line.StartsWith("| LSTM 1 → 16 ", StringComparison.Ordinal) && line.EndsWith("2.5 × |", StringComparison.Ordinal));
        Assert.Equal(["LSTM 1 → 16", "40", "160", "100 (2.50 ×)", "", "2.50 ×", "2.5 ×"], Cells(sequence));
        Assert.Contains("Within the target: 0 of 1. Faster than every peer of this run: 1 of 1.", lines);
    }

    [Fact]
    public void TheTablesAreTheSameInEveryCulture()
    {
        string[] invariant = Tables(Report());
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fi-FI");
            Assert.Equal(invariant, Tables(Report()));
            Assert.Equal(PeerChart.ToSvg(Report()), PeerChart.ToSvg(Report()));
            Assert.DoesNotContain(Circles(), circle => circle.Contains(',', StringComparison.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void TheChartHasADotForEachContestantThatTookPart()
    {
        // Two dots, and three in the legend.
        Assert.Equal(5, Circles().Length);
        XDocument.Parse(PeerChart.ToSvg(Report() with { Rows = [] }));
    }

    [Fact]
    public void ADocumentKeepsWhatStandsAroundTheTables()
    {
        string document = "before\n" + GeneratedPart.Begin("peers") + "old\n" + GeneratedPart.End("peers") + "behind\n";
        Assert.Equal(document.Replace("old", "new", StringComparison.Ordinal), GeneratedPart.Replace(document, "new\n"));
        Assert.Equal("new\n", GeneratedPart.Replace(null, "new\n"));
        Assert.Equal($"no marks\n\n{GeneratedPart.Begin("peers")}new\n\n{GeneratedPart.End("peers")}", GeneratedPart.Replace("no marks\n", "new\n"));
    }

    [Theory]
    [InlineData("--quick --svg a.svg --markdown b.md", null)]
    [InlineData("--svg", "'--svg' is unknown, or its path is missing")]
    [InlineData("--fast", "'--fast' is unknown")]
    public void OptionsAreUnderstoodOrNamed(string words, string? expected)
    {
        (PeerOptions? options, string? problem) = PeerOptions.Parse(words.Split(' '));
        if (expected is null) Assert.Equal(new PeerOptions(RoundPlan.Quick, "b.md", "a.svg"), options);
        else Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    private static PeerReport Report() => new(
        "a machine", new MachineLimits(4, 64, new(32 << 10, 1 << 20), 32, 16, new(33, 34, 13)),
        [new(OwnContestant.Us, "1", true), new("oneDNN", "2", false), new("ONNX Runtime", "3", false)], ["PyTorch: missing"],
        [new PeerRow(new(new(CellKind.Lstm, 1, 16), 142), 4, new Dictionary<string, double> { [OwnContestant.Us] = 1e-7, ["oneDNN"] = 2e-7 },
            new Dictionary<Workload, IReadOnlyDictionary<string, double>>
            {
                [Workload.SingleSteps] = new Dictionary<string, double> { [OwnContestant.Us] = 50, ["oneDNN"] = 1000 },
                [s_sequence] = new Dictionary<string, double> { [OwnContestant.Us] = 40, ["oneDNN"] = 100 },
            })], [], []);

    private static string[] Tables(PeerReport report)
    {
        var text = new StringWriter();
        PeerTables.Write(text, report);
        return text.ToString().Split('\n');
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string[] Circles() => [.. XDocument.Parse(PeerChart.ToSvg(Report())).Descendants()
        .Where(element => element.Name.LocalName == "circle").Select(circle => circle.Attribute("cx")!.Value)];
}

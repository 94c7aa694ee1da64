using System.Globalization;
using System.Xml.Linq;

namespace RnnGen.Tests.Training;

public class TrainingHistoryTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ATableHasALineForEachEntry()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("fi-FI");
            Assert.Equal(
                "step,loss,perplexity,gradient_norm,learning_rate,validation_loss\n1,0,1,-2.5,0.001,\n2,0.5,1.6487212707001282,1.5,0.0005,0.75\n",
                Sample().ToCsv());
            Assert.Equal(Sample().ToSvg(), Invariant());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Invariant()
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return Sample().ToSvg();
        }
    }

    [Fact]
    public void ChartsAreOneSvgWithALineForEachSeries()
    {
        XElement root = XDocument.Parse(Sample().ToSvg()).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        XElement[] charts = [.. root.Elements(Svg + "g")];
        Assert.Equal(["loss", "perplexity", "gradient norm before clipping", "learning rate"], charts.Select(chart => chart.Elements(Svg + "text").First().Value));
        Assert.Equal([2, 2, 1, 1], charts.Select(chart => chart.Elements(Svg + "path").Count()));
    }

    [Fact]
    public void EachEntryIsReportedAndTakesStepAndRateFromTheOptimizer()
    {
        var seen = new List<HistoryEntry>();
        var history = new TrainingHistory { Progress = seen.Add };
        var spec = new ModelSpec(new InputSpec(1), new RnnSpec(2));
        var parameters = new ParameterBuffer(spec);
        var sgd = new Sgd { LearningRate = 0.5f, Schedule = LearningRateSchedule.StepDecay(1, 0.5) };
        for (int step = 0; step < 3; step++)
        {
            sgd.Step(parameters, parameters);
            history.Add(sgd, new TrainingResult(step, 1), step == 1 ? 7 : null);
        }
        Assert.Equal([new(1, 0, 1, 0.5), new(2, 1, 1, 0.25, 7), new(3, 2, 1, 0.125)], seen);
        Assert.Equal(seen, history.Entries);
    }

    [Fact]
    public void AChartsPointsLieWhereTheirValuesAre()
    {
        var chart = new LineChart { Title = "a < b & c", Series = [new("s", [0, 10, double.NaN, 5, 5])] };
        XElement g = XDocument.Parse(chart.ToSvg()).Root!.Element(Svg + "g")!;
        Assert.Equal("a < b & c", g.Elements(Svg + "text").First().Value);
        XElement frame = g.Element(Svg + "rect")!;
        double left = Of(frame, "x"), top = Of(frame, "y"), right = left + Of(frame, "width"), bottom = top + Of(frame, "height"), middle = (top + bottom) / 2;
        // Two pieces: what is not finite ends the line.
        Assert.Equal(FormattableString.Invariant($"M{left:F1} {bottom:F1}L{left + (right - left) / 4:F1} {top:F1}M{left + (right - left) * 3 / 4:F1} {middle:F1}L{right:F1} {middle:F1}"), (string)g.Element(Svg + "path")!.Attribute("d")!);

        var logarithmic = new LineChart { IsLogarithmic = true, Series = [new("s", [1, 0, 1e4, 100])] };
        g = XDocument.Parse(logarithmic.ToSvg()).Root!.Element(Svg + "g")!;
        Assert.Equal(FormattableString.Invariant($"M{left:F1} {bottom:F1}M{left + (right - left) * 2 / 3:F1} {top:F1}L{right:F1} {middle:F1}"), (string)g.Element(Svg + "path")!.Attribute("d")!);

        static double Of(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void NothingAndOneValueAreDrawn()
    {
        Assert.Contains("no values", new TrainingHistory().ToSvg());
        foreach (double value in new[] { 0, 3, -1e-12, 1e30 })
        {
            Assert.DoesNotContain("NaN", new LineChart { Series = [new("s", [value])] }.ToSvg());
            Assert.DoesNotContain("NaN", new LineChart { Series = [new("s", [Math.Abs(value), Math.Abs(value)])], IsLogarithmic = true }.ToSvg());
        }
    }

    [Fact]
    public void FilesAreWritten()
    {
        string path = Path.GetTempFileName();
        try
        {
            Sample().SaveCsv(path);
            Assert.Equal(Sample().ToCsv(), File.ReadAllText(path));
            var again = new TrainingHistory { Progress = _ => Assert.Fail("It was heard of before.") };
            again.LoadCsv(path);
            Assert.Equal(Sample().Entries, again.Entries);

            File.AppendAllText(path, "3,x,1,1,1,\n");
            Assert.Contains("line 4: expected six fields", Assert.Throws<InvalidDataException>(() => again.LoadCsv(path)).Message);
            Assert.Equal(2, again.Entries.Count);
            Sample().SaveSvg(path);
            Assert.Contains("expected the line 'step,loss", Assert.Throws<InvalidDataException>(() => again.LoadCsv(path)).Message);
            Assert.Equal(Sample().ToSvg(), File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TrainingHistory Sample()
    {
        var history = new TrainingHistory();
        history.Add(new HistoryEntry(1, 0, -2.5f, 0.001));
        history.Add(new HistoryEntry(2, 0.5f, 1.5f, 0.0005, 0.75));
        return history;
    }
}

using System.Xml.Linq;
using FlowSample;
using RnnGen;

namespace FlowSampleTests;

/// <summary>The sample on short sequences: what it prints and draws, and that it shows what it says.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-flow").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheTableNamesEveryNetworkAndTheChartsAreWritten()
    {
        string output = Run("a");
        Assert.Equal([2, 3, 3], new[] { "RNN   ", "LSTM  ", "GRU   " }.Select(cell => output.Split('\n').Count(line => line.StartsWith(cell))));
        Assert.Contains("not clipped", output);
        Assert.Contains("clipped at 1", output);
        // While it trains, of the last update too.
        Assert.Contains("  clipped at 1, update 12: loss ", output);
        foreach (string file in new[] { "flow.svg", "clipping.svg" })
        {
            Assert.Contains(Path.Combine(_folder, "a", file), output);
            Assert.Equal("svg", XDocument.Load(Path.Combine(_folder, "a", file)).Root!.Name.LocalName);
        }
        Assert.StartsWith("step,loss,", File.ReadAllText(Path.Combine(_folder, "a", "clipped-at-1.csv")));
    }

    [Fact]
    public void TheSameSeedGivesTheSameFiles()
    {
        Assert.Equal(Run("a").Replace("/a/", "/b/").Replace("\\a\\", "\\b\\"), Run("b"));
        foreach (string file in Directory.GetFiles(Path.Combine(_folder, "a")))
        {
            Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(_folder, "b", Path.GetFileName(file))));
        }
    }

    [Fact]
    public void GradientsVanishExplodeAndAreKept()
    {
        FlowResult[] results = FlowStudy.Run(steps: 40, seed: 1);
        Assert.All(results, result => Assert.Equal(40, result.Norms.Count));
        Assert.All(results.Take(3), result => Assert.InRange(result.Share, 0, 1e-6));
        Assert.True(results[3].Share > 100, $"{results[3]}");
        Assert.All(results.Skip(3).Take(3).SelectMany(result => result.Flow.Layers).SelectMany(layer => layer.Radii),
            radius => Assert.Equal(FlowStudy.Large, radius.Value, 1e-5));
        // σ(5)³⁹ = 0.77 of the state is left at the end; what of the gradient is, depends on the gates in between, but not exponentially.
        Assert.All(results.Skip(6), result => Assert.InRange(result.Share, 0.01, 10));
    }

    /// <summary>Whether one of the networks learns depends on the last bit of its sums; of five the middle one does not.</summary>
    [Fact]
    public void ClippingLetsTheNetworkLearn()
    {
        // The setting that the sample shows. Chance is ln 4 = 1.386.
        ClippingRun[][] runs = [.. Enumerable.Range(1, 5).Select(seed => ClippingStudy.Run(steps: 50, updates: 1000, seed))];
        Assert.InRange(Median(runs.Select(pair => Last(pair[0]))), 1.3, 2);
        Assert.InRange(Median(runs.Select(pair => Last(pair[1]))), 0, 0.1);

        static double Median(IEnumerable<double> losses) => losses.Order().ElementAt(2);

        static double Last(ClippingRun run) => run.History.Entries.TakeLast(100).Average(entry => entry.Loss);
    }

    private string Run(string name)
    {
        var output = new StringWriter();
        new Application(output).Run(Path.Combine(_folder, name), steps: 20, updates: 12, seed: 1);
        return output.ToString();
    }
}

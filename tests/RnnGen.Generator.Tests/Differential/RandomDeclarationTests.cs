using Xunit.Abstractions;
using Xunit.Sdk;

namespace RnnGen.Generator.Tests.Differential;

/// <summary>Declarations drawn at random. The environment variable RNNGEN_DIFFERENTIAL sets how many; then the seed is new each time.</summary>
public class RandomDeclarationTests(RandomDeclarationTests.Console console)
    : IClassFixture<RandomDeclarationTests.Console>
{
    private const int Usual = 150, Pool = 6000;

    private static readonly Lazy<Selection> s_usual = new(() => new Selection(1, Pool, Usual));

    [Fact]
    public void GeneratedCodeAgreesWithTheReferenceEngine()
    {
        bool isLong = int.TryParse(Environment.GetEnvironmentVariable("RNNGEN_DIFFERENTIAL"), out int count);
        int seed = isLong ? Environment.TickCount : 1;
        Selection selection = isLong ? new Selection(seed, Math.Max(Pool, 2 * count), count) : s_usual.Value;
        console.WriteLine($"Seed {seed}: {selection}\nThe whole census: {WriteCensus(seed, selection)}");
        AgainstReference.Check(selection.Draws);
    }

    [Fact]
    public void EveryPairOfValuesOccurs()
    {
        Selection selection = s_usual.Value;
        Assert.True(selection.Pairs.Missing.Count == 0, string.Join("\n", selection.Pairs.Missing.Take(50)));
        Assert.InRange(selection.Draws.Count, Usual, 2 * Usual);
    }

    /// <summary>What is said to be impossible would otherwise hide what was never tried.</summary>
    [Fact]
    public void NoPairThatCannotStandTogetherOccurs() => Assert.Empty(s_usual.Value.Contradictions);

    [Fact]
    public void SenselessDrawsAreRejected() =>
        Assert.Subset(s_usual.Value.Rejections.Keys.ToHashSet(), new HashSet<string> { "RNN108", "RNN110", "RNN116", "RNN121", "RNN122", "RNN130", "RNN131" });

    /// <summary>How often each value of each property occurred goes to a file beside the tests; the path is returned.</summary>
    private static string WriteCensus(int seed, Selection selection)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "census.txt");
        File.WriteAllText(path, $"Seed {seed}: {selection}\n{new Census(selection.Draws)}\n");
        return path;
    }

    /// <summary>What dotnet test shows even of a test that passes (xunit.runner.json asks for it); a test's own output is not.</summary>
    public sealed class Console(IMessageSink sink)
    {
        public void WriteLine(string text)
        {
            foreach (string line in text.Split('\n')) sink.OnMessage(new DiagnosticMessage(line));
        }
    }
}

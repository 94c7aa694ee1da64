using Xunit.Abstractions;

namespace RnnGen.Generator.Tests.Differential;

/// <summary>Declarations drawn at random. The environment variable RNNGEN_DIFFERENTIAL sets how many; then the seed is new each time.</summary>
public class RandomDeclarationTests(ITestOutputHelper output)
{
    private const int Usual = 150, Pool = 6000;

    private static readonly Lazy<Selection> s_usual = new(() => new Selection(1, Pool, Usual));

    [Fact]
    public void GeneratedCodeAgreesWithTheReferenceEngine()
    {
        bool isLong = int.TryParse(Environment.GetEnvironmentVariable("RNNGEN_DIFFERENTIAL"), out int count);
        int seed = isLong ? Environment.TickCount : 1;
        Selection selection = isLong ? new Selection(seed, Math.Max(Pool, 2 * count), count) : s_usual.Value;
        output.WriteLine($"Seed {seed}, {selection}");
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
}

namespace RnnGen.Generator.Tests;

/// <summary>Generated source costs time in every build and every keystroke of the IDE.</summary>
public class SourceSizeTests
{
    private const int MostCharacters = 300_000;

    /// <summary>The cells that are compared with other engines: PeerTarget of the benchmarks has the same.</summary>
    public static TheoryData<string> Compared
    {
        get
        {
            (int, int)[] sizes = [(1, 8), (1, 16), (1, 20), (1, 32), (1, 40), (1, 64), (8, 16), (16, 32), (32, 64), (64, 128), (128, 256)];
            return new(from cell in (string[])["Lstm", "Gru", "Rnn"]
                       from size in cell == "Rnn" ? [(1, 16), (64, 128)] : sizes
                       select $"Input({size.Item1}), {cell}({size.Item2})");
        }
    }

    [Theory, MemberData(nameof(Compared))]
    public void SoIsThatOfEveryCellThatIsCompared(string layers) => Check("RnnModel", layers);

    [Theory]
    [InlineData("OneHot(65), Lstm(128, Layers = 2), Dense(65)")]
    [InlineData("Input(1), Lstm(16), Dense(1)")]
    [InlineData("Input(128), Gru(256, Reset = GruReset.BeforeProduct)")]
    [InlineData("Input(3), Rnn(300)")]
    [InlineData("OneHot(128), Lstm(256, Layers = 3), Dense(128)")]
    [InlineData("Input(40), Lstm(64, Direction = Direction.Bidirectional, Layers = 2), Dense(20)")]
    [InlineData("Input(64), Lstm(128, Peephole = true, Projection = 64), Dense(10)")]
    [InlineData("Input(64), Lstm(128, LayerNorm = true), Dense(10)")]
    [InlineData("Input(40), Gru(64, LayerNorm = true, Direction = Direction.Bidirectional), Dense(20)")]
    public void AModelsSourceIsSmall(string layers) => Check("RnnModel", layers);

    [Theory]
    [InlineData("Input(64), Lstm(128), Dense(10)")]
    [InlineData("Input(16), Lstm(32), Dense(10)")]
    [InlineData("Input(128), Gru(256)")]
    [InlineData("Input(40), Lstm(64, Direction = Direction.Bidirectional), Dense(20)")]
    public void SoItIsWithSmallerWeights(string layers)
    {
        Check("RnnModel(Storage = WeightStorage.BFloat16)", layers);
        Check("RnnModel(Storage = WeightStorage.Int8)", layers);
    }

    private static void Check(string attribute, string layers)
    {
        Generated model = Harness.Generate($"{Harness.Usings}[{attribute}, {layers}] public sealed partial class M;");
        int characters = model.Result.GeneratedSources.Sum(source => source.SourceText.Length);
        Assert.InRange(characters, 10_000, MostCharacters);
    }
}

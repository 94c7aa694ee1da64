namespace RnnGen.Generator.Tests;

/// <summary>Generated source costs time in every build and every keystroke of the IDE.</summary>
public class SourceSizeTests
{
    private const int MostCharacters = 300_000;

    [Theory]
    [InlineData("OneHot(65), Lstm(128, Layers = 2), Dense(65)")]
    [InlineData("Input(1), Lstm(8)")]
    [InlineData("Input(1), Lstm(16), Dense(1)")]
    [InlineData("Input(1), Lstm(40)")]
    [InlineData("Input(16), Lstm(32)")]
    [InlineData("Input(64), Lstm(128)")]
    [InlineData("Input(128), Lstm(256)")]
    [InlineData("Input(1), Gru(8)")]
    [InlineData("Input(1), Gru(40)")]
    [InlineData("Input(64), Gru(128)")]
    [InlineData("Input(128), Gru(256)")]
    [InlineData("Input(128), Gru(256, Reset = GruReset.BeforeProduct)")]
    [InlineData("Input(3), Rnn(300)")]
    [InlineData("OneHot(128), Lstm(256, Layers = 3), Dense(128)")]
    [InlineData("Input(40), Lstm(64, Direction = Direction.Bidirectional, Layers = 2), Dense(20)")]
    [InlineData("Input(64), Lstm(128, Peephole = true, Projection = 64), Dense(10)")]
    [InlineData("Input(64), Lstm(128, LayerNorm = true), Dense(10)")]
    [InlineData("Input(40), Gru(64, LayerNorm = true, Direction = Direction.Bidirectional), Dense(20)")]
    public void AModelsSourceIsSmall(string layers)
    {
        Generated model = Harness.Generate($"{Harness.Usings}[RnnModel, {layers}] public sealed partial class M;");
        int characters = model.Result.GeneratedSources.Sum(source => source.SourceText.Length);
        Assert.InRange(characters, 10_000, MostCharacters);
    }
}

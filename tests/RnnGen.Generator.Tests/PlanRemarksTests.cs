namespace RnnGen.Generator.Tests;

/// <summary>Hovering over a class shows how it is computed: of sequences and of many streams, where they do not go one step and one row after another.</summary>
public class PlanRemarksTests
{
    private const string Lanes = "StepMany: 16 streams at once, one a lane, with ";

    [Theory]
    [InlineData("RnnModel", "Input(1), Lstm(16), Dense(1)", Lanes + "512 or 256 bits")]
    [InlineData("RnnModel", "Input(2), Lstm(24), Dense(1)", Lanes + "512 bits")]
    [InlineData("RnnModel", "Embedding(9, 3), Gru(12, Reset = GruReset.BeforeProduct)", Lanes + "512 or 256 bits")]
    [InlineData("RnnModel", "Input(16), Lstm(32)", "sequences without tape: 16 steps go through the layers together", Lanes + "512 bits")]
    [InlineData("RnnModel", "Input(8), Lstm(8, Layers = 2), Dense(3)", "sequences without tape: a wave of 2 layers, each a step behind the one below", Lanes + "512 or 256 bits")]
    [InlineData("RnnModel", "Input(1), Lstm(16)", "sequences without tape: one loop over all steps", Lanes + "512 or 256 bits")]
    [InlineData("RnnModel", "Input(64), Lstm(128)", "sequences without tape: 16 steps go through the layers together")]
    [InlineData("RnnModel", "OneHot(9), Lstm(20)")]
    [InlineData("RnnModel", "Input(1), Lstm(20, Projection = 3)")]
    [InlineData("RnnModel", "Input(1), Lstm(20, LayerNorm = true)")]
    [InlineData("RnnModel", "Input(1), Lstm(20, Direction = Direction.Bidirectional)", "sequences without tape: both directions of a small layer in one loop over all steps")]
    [InlineData("RnnModel", "Input(1), Lstm(24, Direction = Direction.Bidirectional)")]
    [InlineData("RnnModel(Output = OutputMode.Mean)", "Input(1), Lstm(20)")]
    [InlineData("RnnModel(Storage = WeightStorage.Int8)", "Input(16), Lstm(32)")]
    public void SayHowSequencesAndStreamsGo(string attribute, string layers, params string[] expected)
    {
        string remarks = Remarks(attribute, layers);
        Assert.Equal(expected, remarks.Split('\n').Select(line => line.TrimStart('/', ' ')).Where(line => line.StartsWith("sequences", StringComparison.Ordinal) || line.StartsWith("StepMany", StringComparison.Ordinal)));
    }

    [Fact]
    public void CountEqualTiles()
    {
        Assert.Contains("lstm layer 0: x [64] → h [129]; units in registers together: 4 × 16+16 | 4, 4 sums each\n", Remarks("RnnModel", "Input(64), Lstm(129)"));
        Assert.Contains("units in registers together: 16+16+8, 4 sums each\n", Remarks("RnnModel", "Input(64), Lstm(40)"));
    }

    private static string Remarks(string attribute, string layers)
    {
        string surface = Harness.Generate($"{Harness.Usings}[{attribute}, {layers}] public sealed partial class M;").File(".Rnn.g.cs");
        return surface[surface.IndexOf("/// <remarks>", StringComparison.Ordinal)..surface.IndexOf("/// </remarks>", StringComparison.Ordinal)];
    }
}

namespace RnnGen.Generator.Tests;

/// <summary>Generated code compiles, without a warning, in whatever project it lands.</summary>
public class ConsumerTests
{
    [Theory]
    [InlineData("[RnnModel, Input(3), Lstm(8, Layers = 2), Dense(2)]")]
    [InlineData("[RnnModel, OneHot(65), Lstm(20), Dense(65)]")]
    [InlineData("[RnnModel, OneHot(65), Embedding(10, 4), Gru(20, Reset = GruReset.BeforeProduct)]")]
    [InlineData("[RnnModel(Output = OutputMode.Mean), Embedding(10, 4, Name = \"a<b\"), Rnn(20, Activation = Activation.Elu, ActivationAlpha = 0.3f)]")]
    [InlineData("[RnnModel(Output = OutputMode.LastStep), Input(1), Gru(4)]")]
    [InlineData("[RnnModel(InputSkip = true), Input(1), Lstm(4), Dense(1)]")]
    [InlineData("[RnnModel, Input(3), Dense(8, Activation = Activation.Relu), Dense(2, Activation = Activation.Softmax)]")]
    public void EveryKindOfModelCompiles(string attributes) =>
        Assert.Empty(Harness.Generate($"{Harness.Usings}/// <summary>A model.</summary>\n{attributes} public sealed partial class M;").Diagnostics());
}

using System.Globalization;
using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>RTNeural's own models against its own outputs.</summary>
public class RtNeuralConformanceTests
{
    [SharedTheory]
    [InlineData("dense", 1e-6)]
    [InlineData("lstm", 1e-6)]
    [InlineData("lstm_1d", 1e-6)]
    [InlineData("gru", 1e-6)]
    [InlineData("gru_1d", 1e-6)]
    [InlineData("lstm_torch", 1e-6)]
    [InlineData("gru_torch", 1e-6)]
    public void GivesThePublishedOutputs(string name, double tolerance) => Check(name, $"{name}_x_python.csv", $"{name}_y_python.csv", tolerance);

    // A dense layer, a convolution and a GRU; its inputs are those of another model.
    [SharedFact]
    public void AModelWithAConvolutionGivesTheOutputs() => Check("full_model", "dense_x_python.csv", "full_model_y_numpy64.csv", 1e-6);

    [SharedFact]
    public void AModelWhoseWeightsAreAnotherSizeIsRefused()
    {
        var exception = Assert.Throws<ModelFormatException>(() => ModelImport.Read(SharedData.PathOf("rtneural", "bad_lstm.json")));
        Assert.Contains("layers[0].weights[0]: tensor 'kernel': expected [1, 64], found [1, 80]", exception.Message);
    }

    private static void Check(string model, string inputs, string outputs, double tolerance)
    {
        ImportedModel imported = ModelImport.Read(SharedData.PathOf("rtneural", $"{model}.json"));
        double[] actual = imported.Run(Column(inputs).Select(value => (float)value).ToArray()), expected = Column(outputs);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
    }

    private static double[] Column(string file) =>
        [.. File.ReadLines(SharedData.PathOf("rtneural", file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
}

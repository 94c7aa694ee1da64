using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>The pedal of KlonCentaur, whose files are of an older RTNeural, without <c>activation</c>.</summary>
public class KlonCentaurTests
{
    [SharedTheory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(100)]
    public void GivesTheOutputs(int gain)
    {
        ImportedModel pedal = ModelImport.Read(SharedData.PathOf("models", "kloncentaur", $"centaur_{gain}.json"));
        var io = new ConformanceFile(SharedData.PathOf("models", "kloncentaur", "io.safetensors"));
        double[] outputs = pedal.Run([.. io["x"].Select(value => (float)value)]), expected = io[$"y{gain}_numpy64"];
        Assert.Equal(expected.Length, outputs.Length);
        for (int i = 0; i < outputs.Length; i++) Assert.InRange(outputs[i] - expected[i], -1e-6, 1e-6);
    }

    [SharedFact]
    public void ReadsTheModelWithKnobs()
    {
        ImportedModel pedal = ModelImport.Read(SharedData.PathOf("models", "kloncentaur", "centaur.json"));
        Assert.Equal("[RnnModel] [Input(3)] [Dense(8)] [Gru(16)] [Dense(1)]", pedal.Spec.ToString());
    }
}

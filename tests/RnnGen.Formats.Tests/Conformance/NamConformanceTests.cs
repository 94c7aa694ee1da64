using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>The amplifier of Neural Amp Modeler against its own player.</summary>
public class NamConformanceTests
{
    private static readonly string s_path = SharedData.Root is null ? "" : SharedData.PathOf("models", "nam", "lstm.nam");

    [SharedFact]
    public void GivesThePlayersOutputs()
    {
        ImportedModel amp = ModelImport.Read(s_path);
        var io = new ConformanceFile(SharedData.PathOf("models", "nam", "lstm.io.safetensors"));
        double[] outputs = amp.Run([.. io["x"].Select(value => (float)value)]);
        Assert.Equal(4096, outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.InRange(outputs[i] - io["y_core32"][i], -1e-6, 1e-6);
            Assert.InRange(outputs[i] - io["y_numpy64"][i], -1e-12, 1e-12);
        }
    }

    [SharedFact]
    public void SaysWhatIsKnownOfIt()
    {
        ImportedModel amp = ModelImport.Read(s_path);
        Assert.Equal("[RnnModel] [Input(1)] [Lstm(3)] [Dense(1)]", amp.Spec.ToString());
        Assert.Equal(("Test LSTM", "Steve", 48_000.0), (amp.Metadata.Name, amp.Metadata.Author, amp.Metadata.SampleRate));
        Assert.Equal("Darkglass Electronics", amp.Metadata.Find("gear_make"));
        Assert.Equal("18.3", amp.Metadata.Other["input_level_dbu"]);
        Assert.Contains("rests under silence", Assert.Single(amp.Verified));
        Assert.Empty(amp.Assumed);
    }

    [SharedFact]
    public void AnotherStateIsRefused()
    {
        string text = File.ReadAllText(s_path);
        string changed = text.Replace("-0.6683622002601624", "0.6683622002601624");
        Assert.NotEqual(text, changed);
        var exception = Assert.Throws<ModelFormatException>(() => ModelImport.Read(System.Text.Encoding.UTF8.GetBytes(changed), "changed"));
        Assert.Contains("its initial state is not the state after silence", exception.Message);
    }
}

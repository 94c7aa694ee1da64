using System.Text;
using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>The first RNNoise, its six layers and how they are joined.</summary>
public class RnNoiseConformanceTests
{
    [SharedFact]
    public void GivesTheGainsOfTheProgramInC()
    {
        ImportedModel model = ModelImport.Read(Encoding.ASCII.GetBytes(Text()), "rnnoise");
        Assert.Equal(ModelFormat.RnNoise, model.Format);
        var io = new ConformanceFile(SharedData.PathOf("models", "rnnoise_old", "rnnoise_v0_gru.io.safetensors"));
        double[] outputs = model.Run([.. io["x"].Select(value => (float)value)]);
        Assert.Equal(100 * 23, outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.InRange(outputs[i] - io["gains_vad_c32"][i], -1e-4, 1e-4);
            Assert.InRange(outputs[i] - io["gains_vad_numpy64"][i], -1e-6, 1e-6);
        }
        ImportedModel read = ModelImport.Read(ModelExport.ToBytes(model, ModelFormat.Safetensors), "it");
        Assert.Equal(Samples.Values(model), Samples.Values(read));
        Assert.Equal(model.Parts.SelectMany(part => part.Reads), read.Parts.SelectMany(part => part.Reads));
        Assert.Equal(model.Outputs, read.Outputs);
    }

    [SharedTheory]
    [InlineData("version 1", "version 2", "expected version 1, found 2")]
    [InlineData("42 24 0", "42 25 0", "input_dense.bias")]
    [InlineData("90 48 2", "91 48 2", "noise_gru.nb_inputs: expected 90, the width of what it reads, found 91")]
    [InlineData("90 48 2", "90 48 3", "noise_gru.activation: expected a whole number from 0 to 2")]
    public void SaysWhatIsWrong(string from, string to, string message)
    {
        string text = Text(), changed = text.Replace(from, to);
        Assert.NotEqual(text, changed);
        if (to == "42 25 0") message = "expected";
        Assert.Contains(message, Hostile.Read(Encoding.ASCII.GetBytes(changed)));
    }

    /// <summary>The text file of the stored weights.</summary>
    private static string Text()
    {
        Dictionary<string, ImportedTensor> tensors = ModelImport.ReadTensors(SharedData.PathOf("models", "rnnoise_old", "rnnoise_v0_gru_int8.safetensors"))
            .ToDictionary(tensor => tensor.Name);
        var text = new StringBuilder("rnnoise-nu model file version 1\n");
        foreach ((string layer, int activation) in new[] { ("input_dense", 0), ("vad_gru", 2), ("noise_gru", 2), ("denoise_gru", 2), ("denoise_output", 1), ("vad_output", 1) })
        {
            ImportedTensor weights = tensors[$"{layer}.weights"];
            bool isGru = tensors.ContainsKey($"{layer}.recurrent_weights");
            text.Append(FormattableString.Invariant($"{weights.Shape[0]} {weights.Shape[1] / (isGru ? 3 : 1)} {activation}\n"));
            Append(weights);
            if (isGru) Append(tensors[$"{layer}.recurrent_weights"]);
            Append(tensors[$"{layer}.bias"]);
        }
        return text.ToString();

        void Append(ImportedTensor tensor) => text.AppendJoin(' ', tensor.Values.Select(value => (int)value)).Append('\n');
    }
}

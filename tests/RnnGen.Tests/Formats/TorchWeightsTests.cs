using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

/// <summary>The weights of every PyTorch case load by PyTorch's names.</summary>
public class TorchWeightsTests
{
    [SharedFact]
    public void EveryCaseLoads()
    {
        int loaded = 0;
        foreach (string name in TorchCase.Names)
        {
            ModelSpec spec = new TorchCase(name).Spec;
            string path = SharedData.PathOf("torch", name + ".weights.safetensors");
            ParameterBuffer buffer = new(spec), again = new(spec);
            ModelFile.Read(buffer, path);
            CheckBiases(buffer, path);
            Read(again, Save(buffer));
            Assert.Equal(buffer.Span.ToArray(), again.Span.ToArray());
            loaded++;
        }
        Assert.Equal(67, loaded);
    }

    /// <summary>Sums in the LSTM and RNN, parts kept apart in the GRU.</summary>
    private static void CheckBiases(ParameterBuffer buffer, string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new StrictTensors(file);
        foreach (string name in buffer.Tensors.Select(tensor => tensor.Name).Where(name => name.Contains(".bias_l")))
        {
            float[] bias = Tensor(buffer, name);
            float[] input = tensors.Take(name.Replace(".bias_l", ".bias_ih_l"), new([bias.Length]));
            float[] recurrent = tensors.Take(name.Replace(".bias_l", ".bias_hh_l"), new([bias.Length]));
            int summed = path.Contains("gru") ? bias.Length / 3 * 2 : bias.Length;
            for (int i = 0; i < bias.Length; i++) Assert.Equal(i < summed ? input[i] + recurrent[i] : input[i], bias[i]);
            if (path.Contains("gru")) Assert.Equal(recurrent[summed..], Tensor(buffer, name.Replace(".bias_l", ".bias_hn_l")));
        }
    }
}

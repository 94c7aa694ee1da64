using System.Text.Json;
using static RnnGen.Tests.Formats.FormatSamples;

namespace RnnGen.Tests.Formats;

/// <summary>The weights of every PyTorch case load by PyTorch's names.</summary>
public class TorchWeightsTests
{
    [NeedsSharedFact]
    public void EveryCaseInScopeLoads()
    {
        int loaded = 0;
        foreach (string path in Directory.GetFiles(SharedData.PathOf("torch"), "*.weights.safetensors"))
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllText(path.Replace(".weights.safetensors", ".json")));
            if (SpecOf(config.RootElement) is not { } spec) continue;
            ParameterBuffer buffer = new(spec), again = new(spec);
            ModelFile.Read(buffer, path);
            CheckBiases(buffer, path);
            Read(again, Save(buffer));
            Assert.Equal(buffer.Span.ToArray(), again.Span.ToArray());
            loaded++;
        }
        Assert.True(loaded >= 50, $"Only {loaded} cases were in scope.");
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

    /// <summary>The network of a case; null where the library does not have it yet (projection).</summary>
    private static ModelSpec? SpecOf(JsonElement config)
    {
        if (config.GetProperty("proj").GetInt32() > 0) return null;
        string name = config.GetProperty("rnn_name").GetString()!;
        int hidden = config.GetProperty("hidden").GetInt32(), layers = config.GetProperty("layers").GetInt32();
        bool bias = config.GetProperty("bias").GetBoolean();
        Direction direction = config.GetProperty("bidirectional").GetBoolean() ? Direction.Bidirectional : Direction.Forward;
        RecurrentSpec recurrent = config.GetProperty("cell").GetString() switch
        {
            "lstm" => new LstmSpec(hidden),
            "gru" => new GruSpec(hidden),
            _ => new RnnSpec(hidden),
        };
        var source = new InputSpec(config.GetProperty("input").GetInt32());
        LayerSpec stack = recurrent with { Name = name, Layers = layers, Bias = bias, Direction = direction };
        if (!config.TryGetProperty("head", out JsonElement head) || head.ValueKind == JsonValueKind.Null) return new ModelSpec(source, stack);
        return new ModelSpec(source, stack, new DenseSpec(head.GetProperty("out").GetInt32())
        {
            Name = head.GetProperty("name").GetString(),
            Bias = head.GetProperty("bias").GetBoolean(),
        });
    }
}

using System.Text.Json;

namespace RnnGen.Tool.Tests;

public class InspectTests : ToolRun
{
    [Fact]
    public void LayersAreCounted()
    {
        ImportedModel model = Samples.Model(new OneHotSpec(10), new EmbeddingSpec(20, 5), new GruSpec(8) { Layers = 2, Direction = Direction.Bidirectional },
            new LstmSpec(4) { Projection = 3, Name = "top" }, new DenseSpec(2));
        JsonElement network = Json("inspect", Write(model, "m.safetensors", ModelFormat.Safetensors)).GetProperty("networks")[0];

        string[] layers = [.. network.GetProperty("layers").EnumerateArray().Select(layer => string.Join(' ', layer.EnumerateObject().Select(value => value.Value.ToString())))];
        // One-hot inputs are rows that are looked up: of the first layer's 15 inputs 5 are multiplied. Biases: 3·8 and b_hn for each direction.
        Assert.Equal(
        [
            "embedding Embedding 20 5 100 0",
            $"gru_l0 Gru, both directions 15 16 r z n {2 * (24 * 15 + 24 * 8 + 24 + 8)} {2 * (24 * 5 + 24 * 8)}",
            $"gru_l1 Gru, both directions 16 16 r z n {2 * (24 * 16 + 24 * 8 + 24 + 8)} {2 * (24 * 16 + 24 * 8)}",
            $"top_l0 Lstm 16 3 i f g o {16 * 16 + 16 * 3 + 16 + 3 * 4} {16 * 16 + 16 * 3 + 3 * 4}",
            "dense Dense 3 2 8 6",
        ], layers);
        Assert.Equal(network.GetProperty("parameters").GetInt64(), network.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Equal(network.GetProperty("multiplyAdds").GetInt64(), network.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("multiplyAdds").GetInt64()));
        Assert.False(network.TryGetProperty("estimatedNanoseconds", out _));        // a projection is nothing that was fitted
    }

    [Fact]
    public void AStepsTimeIsEstimatedAndMeasured()
    {
        string file = Write(Samples.Model(new InputSpec(1), new LstmSpec(16), new DenseSpec(1)), "m.safetensors", ModelFormat.Safetensors);
        JsonElement network = Json("inspect", file, "--measure").GetProperty("networks")[0];
        // docs/performance.md: an LSTM 1 → 16 takes some 200 cycles.
        Assert.InRange(network.GetProperty("estimatedNanoseconds").GetDouble(), 30, 80);
        Assert.InRange(network.GetProperty("measuredNanoseconds").GetDouble(), 10, 100_000);
    }

    [Fact]
    public void TheTextHasTheSameFigures()
    {
        (int code, string output, _) = Run("inspect", Write(Samples.Amp(), "amp.json", ModelFormat.AidaX));
        Assert.Equal(0, code);
        Assert.Contains("[RnnModel(InputSkip = true)] [Input(1)] [Lstm(6)] [Dense(1)]", output);
        Assert.Contains("199 parameters, 174 multiply-adds a step, 64 bytes of state.", output);
        Assert.Contains("input gain: 3 dB", output);
        Assert.Contains("Its own test vector is met", output);
        Assert.Contains("i f g o", output);
    }
}

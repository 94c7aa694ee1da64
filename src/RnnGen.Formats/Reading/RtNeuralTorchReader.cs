using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>RTNeural's JSON of a PyTorch model: a <c>state_dict</c> of nested arrays, and nothing else.</summary>
internal sealed class RtNeuralTorchReader : ITensorReader
{
    public ModelFormat Format => ModelFormat.RtNeuralTorch;

    // Asked after all other kinds of JSON.
    public bool Recognizes(InputFile file) => file.Json is { Kind: JsonValueKind.Object } root
        && root.Keys.Any(key => TorchTensorName.Parse(key) is { IsRecurrent: true } or { Tensor: "weight" });

    public TensorSet ReadTensors(InputFile file) => JsonTensors.Read(file.Json!, file.Source);

    public ImportedModel Read(InputFile file) => TorchNetwork.Read(ReadTensors(file)) with { Format = Format };
}

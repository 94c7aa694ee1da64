extern alias generator;
extern alias tasks;

using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using WeightsFile = tasks::RnnGen.Tasks.WeightsFile;

namespace RnnGen.Generator.Tests;

/// <summary>The weights that every compiled source has beside it, described as the build does it.</summary>
internal static class WeightsSamples
{
    public static readonly ModelSpec Amp = new(new InputSpec(1), new LstmSpec(16), new DenseSpec(1));

    private static readonly ModelSpec Reader = new(new OneHotSpec(5), new GruSpec(4)), Writer = new(new OneHotSpec(6), new GruSpec(4), new DenseSpec(6));

    /// <summary>The files, by the name that a project would give them.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["amp.safetensors"] = Save(Amp),
        // As PyTorch writes it: no metadata.
        ["torch/amp.safetensors"] = Save(Amp, []),
        // Declared for another activation, which no shape shows.
        ["relu.safetensors"] = Save(new ModelSpec(new InputSpec(1), new RnnSpec(16) { Activation = Activation.Relu })),
        ["pair.safetensors"] = Save(new Seq2SeqSpec(Reader, Writer)),
        ["half.safetensors"] = Raw("""{"dense.weight":{"dtype":"F16","shape":[1,1],"data_offsets":[0,2]},"dense.bias":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6),
        ["cut.safetensors"] = Save(Amp)[..1000],
    };

    /// <summary>What the build says of them.</summary>
    public static ImmutableArray<AdditionalText> Texts { get; } = [.. Files.Select(file => TextOf(file.Key, file.Value)), new Text("readme.txt", "no weights"), new Text("broken.rnnweights", "")];

    public static AdditionalText TextOf(string name, byte[] file) =>
        new Text($"obj/weights/{name}.rnnweights", WeightsFile.Describe(() => new MemoryStream(file), name).ToString());

    /// <summary>Zeros for a declaration.</summary>
    public static byte[] Save(ParameterSpec spec, Dictionary<string, string>? metadata = null) =>
        Save(TensorValues.ToFile(new ParameterBuffer(spec)), metadata ?? FileMetadata.Of(spec));

    public static byte[] Save(IReadOnlyList<NamedTensor> tensors, Dictionary<string, string> metadata)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    /// <summary>A file of this header and this many bytes of data.</summary>
    public static byte[] Raw(string header, int data = 0)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]];
    }

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellation = default) => SourceText.From(text);
    }
}

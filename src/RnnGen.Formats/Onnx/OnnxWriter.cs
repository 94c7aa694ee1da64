using System.Globalization;
using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>Writes models as ONNX: x [time, batch, inputs] or token ids [time, batch] and the states in, y and the states out.</summary>
internal sealed class OnnxWriter : IModelWriter
{
    /// <summary>Who wrote the file. In its files a node's name begins with its layer's.</summary>
    public const string Producer = "RnnGen";

    /// <summary>What the metadata's own keys begin with.</summary>
    public const string Key = "rnngen.";

    /// <summary>The nodes that apply the gains.</summary>
    public const string InputGainNode = "x/gain", OutputGainNode = "y/gain";

    /// <summary>What stands in front of a text that is JSON and was the metadata's own.</summary>
    private const string OtherKey = "other.";

    /// <inheritdoc/>
    public ModelFormat Format => ModelFormat.Onnx;

    /// <summary>The layer's name in a node's.</summary>
    public static string? LayerOf(string node) => node.LastIndexOf('/') is var end and >= 0 ? node[..end] : null;

    /// <inheritdoc/>
    public byte[] Write(ImportedModel model)
    {
        var graph = new OnnxGraphWriter();
        var given = new Dictionary<string, string>();
        var writers = new List<OnnxPartWriter>();
        foreach (ImportedPart part in model.Parts)
        {
            if (model.Parts.Count > 1 && (model.InputGain != 1 || model.OutputGain != 1)) throw Refused("several networks with a gain");
            if (part.Reads.Count == 0 && model.Parts.Count > 1) throw Refused("networks that nothing joins");
            if (part.Spec.ReadsTokens && model.Parts.Count > 1) throw Refused("a model of several networks that reads tokens");
            if (!part.Spec.HasOutputPerStep && model.Parts.Count > 1) throw Refused("a model of several networks of which one gives one output for a sequence");
        }
        if (!model.Parts[0].Spec.ReadsTokens) given[ImportedPart.ModelInput] = Input(model, graph);
        foreach (ImportedPart part in model.Parts)
        {
            string[] reads = part.Spec.ReadsTokens ? [] : [.. part.Reads.Select(name => given[name])];
            writers.Add(new OnnxPartWriter(graph, part));
            given[part.Name] = writers[^1].Write(reads);
        }
        bool perStep = model.Parts[^1].Spec.HasOutputPerStep;
        string y = model.Outputs.Count == 1 ? given[model.Outputs[0]] : graph.Node("Concat", "y/Concat", [.. model.Outputs.Select(name => given[name])], 1, ("axis", -1))[0];
        if (model.OutputGain != 1) y = graph.Node("Mul", OutputGainNode, [y, graph.Reals("output_gain", [], [(float)model.OutputGain])])[0];
        int width = model.Outputs.Sum(name => model.Parts.Single(part => part.Name == name).Network.OutputSize);
        object[] shape = perStep ? ["time", "batch", width] : ["batch", width];
        graph.Output(y, "y", shape);
        foreach (OnnxPartWriter writer in writers) writer.WriteStates();
        return graph.ToBytes(Producer, [.. Gains(model), .. Metadata(model.Metadata)]);
    }

    /// <summary>The model's input; of a step's values the first alone is scaled.</summary>
    private static string Input(ImportedModel model, OnnxGraphWriter graph)
    {
        ImportedPart reader = model.Parts.First(part => part.Reads.Contains(ImportedPart.ModelInput));
        int width = reader.Network.InputSize - reader.Reads.Sum(name => model.Parts.FirstOrDefault(part => part.Name == name)?.Network.OutputSize ?? 0);
        string x = graph.Input("x", OnnxType.Float, "time", "batch", width);
        if (model.InputGain == 1) return x;
        float[] gains = [.. Enumerable.Range(0, width).Select(i => i == 0 ? (float)model.InputGain : 1)];
        return graph.Node("Mul", InputGainNode, [x, graph.Reals("input_gain", [width], gains)])[0];
    }

    private static IEnumerable<(string, string)> Gains(ImportedModel model)
    {
        if (model.InputGain != 1) yield return (Key + "inputGain", model.InputGainDecibels.ToString("R", CultureInfo.InvariantCulture));
        if (model.OutputGain != 1) yield return (Key + "outputGain", model.OutputGainDecibels.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The decibels of a gain that the graph applies as <paramref name="factor"/>; 0 where it applies none.</summary>
    public static double DecibelsOf(IReadOnlyDictionary<string, string> texts, string gain, float? factor, Func<string, ModelFormatException> wrong)
    {
        string? text = texts.GetValueOrDefault(Key + gain);
        if (factor is null) return text is null ? 0 : throw wrong($"metadata '{Key}{gain}' is {text}, but the graph applies no such gain");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double decibels) && double.IsFinite(decibels)
            && (float)ImportedModel.Factor(decibels) == factor
            ? decibels : throw wrong(FormattableString.Invariant($"metadata '{Key}{gain}': expected the decibels of {factor}, found {text ?? "none"}"));
    }

    private static IEnumerable<(string, string)> Metadata(ModelMetadata metadata)
    {
        if (metadata.Name is { } name) yield return (Key + "name", name);
        if (metadata.Author is { } author) yield return (Key + "author", author);
        if (metadata.License is { } license) yield return (Key + "license", license);
        if (metadata.SampleRate is { } rate) yield return (Key + "sampleRate", rate.ToString("R", CultureInfo.InvariantCulture));
        if (metadata.Vocabulary is { } vocabulary) yield return (Key + "vocabulary", JsonSerializer.Serialize([.. vocabulary], OnnxJson.Default.StringArray));
        foreach ((string key, string value) in metadata.Other)
        {
            // These say what an input file's inputs and outputs were; the new file's are others.
            if (!key.StartsWith("onnx.", StringComparison.Ordinal)) yield return (Key + OtherKey + key, value);
        }
    }

    /// <summary>The metadata of a file that was written here.</summary>
    public static ModelMetadata MetadataOf(IReadOnlyDictionary<string, string> texts, Func<string, ModelFormatException> wrong)
    {
        string? Text(string key) => texts.GetValueOrDefault(Key + key);
        double rate = 0;
        if (Text("sampleRate") is { } text && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rate) && double.IsFinite(rate)))
        {
            throw wrong($"metadata '{Key}sampleRate': expected a number, found '{text}'");
        }
        string[]? vocabulary = null;
        Dictionary<string, string> other = ModelMetadata.FromTexts(texts.Where(pair => !pair.Key.StartsWith(Key, StringComparison.Ordinal)));
        try
        {
            foreach ((string key, string json) in texts.Where(pair => pair.Key.StartsWith(Key + OtherKey, StringComparison.Ordinal)))
            {
                JsonDocument.Parse(json).Dispose();
                other.TryAdd(key[(Key + OtherKey).Length..], json);
            }
            if (Text("vocabulary") is { } list) vocabulary = JsonSerializer.Deserialize(list, OnnxJson.Default.StringArray);
        }
        catch (JsonException exception)
        {
            throw wrong($"the metadata is damaged: {exception.Message}");
        }
        return new ModelMetadata
        {
            Name = Text("name"), Author = Text("author"), License = Text("license"), SampleRate = Text("sampleRate") is null ? null : rate, Vocabulary = vocabulary, Other = other,
        };
    }

    internal static NotSupportedException Refused(string what) => new($"ONNX files are not written for {what}.");
}

/// <summary>JSON of the vocabulary without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class OnnxJson : System.Text.Json.Serialization.JsonSerializerContext;

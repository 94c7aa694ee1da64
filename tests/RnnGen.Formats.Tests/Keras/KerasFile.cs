using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace RnnGen.Formats.Tests.Keras;

/// <summary>A Keras model on its way into a file: layers with their configuration and arrays, as get_weights gives them.</summary>
internal sealed class KerasFile
{
    private readonly List<(string Type, JsonObject Config, (int[] Shape, float[] Values)[] Arrays)> _layers = [];

    public string Version { get; init; } = "2.9.0";

    public bool IsFunctional { get; init; }

    public KerasFile Add(string type, string config, params (int[] Shape, float[] Values)[] arrays)
    {
        var parsed = (JsonObject)JsonNode.Parse(config)!;
        parsed["name"] = $"{type.ToLowerInvariant()}_{_layers.Count}";
        parsed["trainable"] = true;
        _layers.Add((type, parsed, arrays));
        return this;
    }

    /// <summary>The <c>.h5</c> file.</summary>
    public byte[] ToHdf5()
    {
        var root = new TinyHdf5.Node();
        root.Attributes["model_config"] = [Config(keras3: false)];
        TinyHdf5.Node weights = root.Group("model_weights");
        weights.Attributes["keras_version"] = [Version];
        foreach ((string type, JsonObject config, (int[] Shape, float[] Values)[] arrays) in _layers)
        {
            string name = (string)config["name"]!;
            TinyHdf5.Node group = weights.Group(name);
            string[] names = Names(type, config, arrays.Length);
            if (names.Length > 0) group.Attributes["weight_names"] = names;
            for (int i = 0; i < arrays.Length; i++) group.Add(names[i], arrays[i].Shape, arrays[i].Values);
        }
        root.Group("optimizer_weights").Add("momentum", [2], [1, 2]);
        return TinyHdf5.Write(root);
    }

    /// <summary>The <c>.keras</c> archive.</summary>
    public byte[] ToArchive()
    {
        var root = new TinyHdf5.Node();
        var counts = new Dictionary<string, int>();
        foreach ((string type, JsonObject config, (int[] Shape, float[] Values)[] arrays) in _layers)
        {
            string name = type switch { "SimpleRNN" => "simple_rnn", "TimeDistributed" => "time_distributed", "InputLayer" => "input_layer", _ => type.ToLowerInvariant() };
            counts[name] = counts.GetValueOrDefault(name) + 1;
            if (counts[name] > 1) name += $"_{counts[name] - 1}";
            bool isCell = type is "LSTM" or "GRU" or "SimpleRNN";
            for (int i = 0; i < arrays.Length; i++)
            {
                string place = type == "Bidirectional" ? $"{(i < arrays.Length / 2 ? "forward" : "backward")}_layer/cell/vars/{i % (arrays.Length / 2)}"
                    : type == "TimeDistributed" ? $"layer/vars/{i}" : isCell ? $"cell/vars/{i}" : $"vars/{i}";
                root.Add($"layers/{name}/{place}", arrays[i].Shape, arrays[i].Values);
            }
        }
        root.Add("optimizer/vars/0", [1], [3]);
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Entry(string name, byte[] bytes)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
            Entry("metadata.json", Encoding.UTF8.GetBytes($$"""{"keras_version": "{{Version}}", "date_saved": "2026-01-01"}"""));
            Entry("config.json", Encoding.UTF8.GetBytes(Config(keras3: true)));
            Entry("model.weights.h5", TinyHdf5.Write(root));
        }
        return stream.ToArray();
    }

    private string Config(bool keras3)
    {
        var layers = new JsonArray();
        string? before = null;
        foreach ((string type, JsonObject config, _) in _layers)
        {
            var layer = new JsonObject { ["class_name"] = type, ["config"] = config.DeepClone() };
            string name = (string)config["name"]!;
            if (keras3) (layer["module"], layer["registered_name"]) = ("keras.layers", null);
            if (IsFunctional)
            {
                layer["name"] = name;
                layer["inbound_nodes"] = before is null ? new JsonArray() : keras3
                    ? JsonNode.Parse($$$"""[{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null], "dtype": "float32", "keras_history": ["{{{before}}}", 0, 0]}}], "kwargs": {"training": null}}]""")
                    : JsonNode.Parse($$"""[[["{{before}}", 0, 0, {}]]]""");
            }
            layers.Add(layer);
            before = name;
        }
        var body = new JsonObject { ["name"] = "model", ["layers"] = layers };
        if (IsFunctional)
        {
            body["input_layers"] = JsonNode.Parse($$"""[["{{(string)_layers[0].Config["name"]!}}", 0, 0]]""");
            body["output_layers"] = JsonNode.Parse($$"""[["{{before}}", 0, 0]]""");
        }
        return new JsonObject { ["class_name"] = IsFunctional ? "Functional" : "Sequential", ["config"] = body }.ToJsonString();
    }

    private static string[] Names(string type, JsonObject config, int count)
    {
        string name = (string)config["name"]!;
        string[] own = type is "Embedding" ? ["embeddings:0"] : type is "Dense" or "TimeDistributed" ? ["kernel:0", "bias:0"] : ["kernel:0", "recurrent_kernel:0", "bias:0"];
        return type == "Bidirectional"
            ? [.. Enumerable.Range(0, count).Select(i => $"{name}/{(i < count / 2 ? "forward" : "backward")}_rnn/cell/{own[i % (count / 2)]}")]
            : [.. own.Take(count).Select(item => $"{name}/{item}")];
    }
}

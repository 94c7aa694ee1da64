using System.Text;

namespace RnnGen.Formats;

/// <summary>Keras models with their architecture: HDF5 (<c>.h5</c>) and archives (<c>.keras</c>).</summary>
internal sealed class KerasReader : IModelReader
{
    private const string Config = "config.json", Weights = "model.weights.h5", About = "metadata.json";

    public ModelFormat Format => ModelFormat.Keras;

    public bool Recognizes(InputFile file) => file.StartsWith(Hdf5File.Signature) || file.Zip is { } zip && zip.Names.Contains(Config) && zip.Names.Contains(Weights);

    public ImportedModel Read(InputFile file) => file.Zip is { } zip ? ReadArchive(file, zip) : ReadHdf5(file);

    private static ImportedModel ReadArchive(InputFile file, ZipContent zip)
    {
        if (zip.Names.FirstOrDefault(name => name is not (Config or Weights or About) && !name.EndsWith('/')) is { } other)
        {
            throw file.Wrong($"the entry '{other}' is not understood");
        }
        string? version = null;
        if (zip.Names.Contains(About))
        {
            version = JsonPart.Parse(new InputFile(zip.Read(About), $"{file.Source}, {About}")).TakeIfAny("keras_version")?.Text();
        }
        var weights = new Hdf5File(new InputFile(zip.Read(Weights), $"{file.Source}, {Weights}"));
        JsonPart config = JsonPart.Parse(new InputFile(zip.Read(Config), $"{file.Source}, {Config}"));
        return new KerasNetwork(file, config, version, new KerasArchiveWeights(weights)).Build();
    }

    private static ImportedModel ReadHdf5(InputFile file)
    {
        var content = new Hdf5File(file);
        if (!content.Root.Attributes.TryGetValue("model_config", out Hdf5Attribute? config) || content.Root.Groups.GetValueOrDefault("model_weights") is not { } weights)
        {
            throw file.Wrong("it holds weights without the model's architecture; save the whole model (model.save), not its weights alone");
        }
        string json = content.Texts(config) is [string only] ? only : throw file.Wrong("the attribute 'model_config' should be one text");
        Hdf5Attribute? version = weights.Attributes.GetValueOrDefault("keras_version") ?? content.Root.Attributes.GetValueOrDefault("keras_version");
        string? text = version is not null && content.Texts(version) is [string found] ? found : null;
        JsonPart part = JsonPart.Parse(new InputFile(Encoding.UTF8.GetBytes(json), $"{file.Source}, model_config"));
        return new KerasNetwork(file, part, text, new KerasHdf5Weights(content, weights)).Build();
    }
}

/// <summary>A layer's arrays in the order of Keras's get_weights.</summary>
internal interface IKerasWeights
{
    /// <summary>The arrays of the layer; none where it has none.</summary>
    /// <param name="layer">Its name.</param>
    /// <param name="type">Its class.</param>
    IReadOnlyList<KerasArray> Take(string layer, string type);

    /// <summary>Checks that every array was taken.</summary>
    void RequireNoneLeft();
}

/// <summary>An array with what messages call it.</summary>
internal sealed record KerasArray(string Path, IReadOnlyList<long> Shape, Func<float[]> Read);

/// <summary>Weights of a <c>.h5</c> file: groups by layer, whose attribute <c>weight_names</c> lists the arrays in order.</summary>
internal sealed class KerasHdf5Weights(Hdf5File file, Hdf5Group root) : IKerasWeights
{
    private readonly HashSet<string> _left = [.. root.All().Where(pair => !KerasArchiveWeights.IsSeed(pair.Path)).Select(pair => pair.Path)];

    public IReadOnlyList<KerasArray> Take(string layer, string type)
    {
        if (root.Groups.GetValueOrDefault(layer) is not { } group) return [];
        IReadOnlyList<string> names = group.Attributes.TryGetValue("weight_names", out Hdf5Attribute? list) ? file.Texts(list) : [];
        var arrays = new List<KerasArray>();
        foreach (string name in names.Where(name => !KerasArchiveWeights.IsSeed(name)))
        {
            string path = $"{layer}/{name}";
            int end = name.LastIndexOf('/');
            Hdf5Group? place = end < 0 ? group : group.Find(name[..end]);
            Hdf5Dataset dataset = place?.Datasets.GetValueOrDefault(name[(end + 1)..]) ?? throw file.Wrong($"layer '{layer}' names the array '{name}', which is not there");
            if (!_left.Remove(path)) throw file.Wrong($"layer '{layer}' names the array '{name}' twice");
            arrays.Add(new KerasArray(path, dataset.Shape, () => file.Reals(dataset)));
        }
        return arrays;
    }

    public void RequireNoneLeft()
    {
        if (_left.Count > 0) throw file.Wrong($"the array '{_left.Order(StringComparer.Ordinal).First()}' belongs to no layer");
    }
}

/// <summary>Weights of a <c>.keras</c> archive: groups by the layers' class and a counter, arrays by number.</summary>
internal sealed class KerasArchiveWeights : IKerasWeights
{
    private readonly Hdf5File _file;
    private readonly Hdf5Group? _layers;
    private readonly string _root;
    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _left;

    public KerasArchiveWeights(Hdf5File file)
    {
        _file = file;
        _root = file.Root.Groups.ContainsKey("layers") ? "layers" : "_layer_checkpoint_dependencies";
        _layers = file.Root.Groups.GetValueOrDefault(_root);
        // The optimizer's arrays are no part of the network, nor is the state of random numbers.
        _left = [.. file.Root.All().Select(pair => pair.Path).Where(path => !path.StartsWith("optimizer/", StringComparison.Ordinal) && !IsSeed(path))];
    }

    /// <summary>Whether an array is the state of a layer's random numbers.</summary>
    public static bool IsSeed(string path) => path.Split('/').Any(part => part.StartsWith("seed_generator", StringComparison.Ordinal));

    public IReadOnlyList<KerasArray> Take(string layer, string type)
    {
        string name = Snake(type);
        int count = _counts.GetValueOrDefault(name);
        _counts[name] = count + 1;
        if (count > 0) name = FormattableString.Invariant($"{name}_{count}");
        if (_layers?.Groups.GetValueOrDefault(name) is not { } group) return [];
        // A layer's own, those of a wrapped layer, or of a wrapped layer's cell; the forward direction first.
        string[] places = ["vars", "cell/vars", "layer/vars", "layer/cell/vars", "forward_layer/vars", "forward_layer/cell/vars", "backward_layer/vars", "backward_layer/cell/vars"];
        var arrays = new List<KerasArray>();
        foreach (string place in places)
        {
            if (group.Find(place) is not { } vars) continue;
            for (int i = 0; i < vars.Datasets.Count; i++)
            {
                string number = FormattableString.Invariant($"{i}");
                Hdf5Dataset dataset = vars.Datasets.GetValueOrDefault(number) ?? throw _file.Wrong($"'{vars.Path}' has {vars.Datasets.Count} arrays, none of which is '{number}'");
                _left.Remove($"{_root}/{name}/{place}/{number}");
                arrays.Add(new KerasArray(dataset.Path, dataset.Shape, () => _file.Reals(dataset)));
            }
        }
        return arrays;
    }

    public void RequireNoneLeft()
    {
        if (_left.Count > 0) throw _file.Wrong($"the array '{_left.Order(StringComparer.Ordinal).First()}' belongs to no layer");
    }

    /// <summary>SimpleRNN → simple_rnn, TimeDistributed → time_distributed, LSTM → lstm.</summary>
    internal static string Snake(string type)
    {
        var text = new StringBuilder();
        for (int i = 0; i < type.Length; i++)
        {
            bool starts = i > 0 && char.IsUpper(type[i]) && (!char.IsUpper(type[i - 1]) || i + 1 < type.Length && char.IsLower(type[i + 1]));
            if (starts) text.Append('_');
            text.Append(char.ToLowerInvariant(type[i]));
        }
        return text.ToString();
    }
}

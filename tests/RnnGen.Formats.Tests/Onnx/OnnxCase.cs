using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Onnx;

/// <summary>A model of the conformance data with its inputs and expected outputs.</summary>
internal sealed class OnnxCase
{
    /// <summary>Inputs of single nodes' tests that are weights: in a model they would be initializers.</summary>
    private static readonly string[] s_weights = ["W", "R", "B", "P"];

    private readonly string _folder;

    public OnnxCase(string name)
    {
        _folder = SharedData.PathOf(["onnx", .. name.Split('/')]);
        File = InputFile.Open(Path.Combine(_folder, "model.onnx"));
        OnnxGraph graph = new OnnxReader(File.Source).Read(File.Bytes).Graph;
        OnnxPort[] inputs = [.. graph.Inputs.Where(port => !graph.Initializers.ContainsKey(port.Name))];
        for (int i = 0; i < inputs.Length; i++)
        {
            OnnxValue value = Read($"input_{i}.pb");
            if (s_weights.Contains(inputs[i].Name)) Constants.Add(inputs[i].Name, value);
            else Inputs.Add(inputs[i].Name, Data(value));
        }
        Expected = graph.Outputs.Select((port, i) => (port.Name, Data(Read($"output_{i}.pb")))).ToDictionary();
    }

    /// <summary>The names of all cases of a family.</summary>
    public static IEnumerable<string> Names(string family) =>
        Directory.GetDirectories(SharedData.PathOf("onnx", family)).Select(folder => $"{family}/{Path.GetFileName(folder)}").Order(StringComparer.Ordinal);

    public InputFile File { get; }

    public Dictionary<string, OnnxValue> Constants { get; } = [];

    public Dictionary<string, OnnxData> Inputs { get; } = [];

    public Dictionary<string, OnnxData> Expected { get; }

    /// <summary>PyTorch's own file of the same weights.</summary>
    public string WeightsPath => Path.Combine(_folder, "model.safetensors");

    public OnnxNetwork Import() => OnnxModelReader.ReadNetwork(File, Constants);

    /// <summary>The largest difference between what the graph should give and what the network gives.</summary>
    public static double LargestDifference(IReadOnlyDictionary<string, OnnxData> expected, IReadOnlyDictionary<string, OnnxData> found)
    {
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        double largest = 0;
        foreach ((string name, OnnxData data) in expected)
        {
            Assert.Equal(data.Shape, found[name].Shape);
            for (int i = 0; i < data.Values.Length; i++)
            {
                double difference = Math.Abs(data.Values[i] - found[name].Values[i]);
                Assert.False(double.IsNaN(difference));
                largest = Math.Max(largest, difference);
            }
        }
        return largest;
    }

    private OnnxValue Read(string file)
    {
        string path = Path.Combine(_folder, "test_data_set_0", file);
        return OnnxTensorReader.Read(new OnnxReader(path).ReadTensor(System.IO.File.ReadAllBytes(path)), why => new ModelFormatException(why));
    }

    private static OnnxData Data(OnnxValue value) => value switch
    {
        OnnxReals reals => new OnnxData(reals.Shape, Array.ConvertAll(reals.Elements, x => (double)x)),
        OnnxIntegers integers => new OnnxData(integers.Shape, Array.ConvertAll(integers.Elements, x => (double)x)),
        _ => throw new NotSupportedException(),
    };
}

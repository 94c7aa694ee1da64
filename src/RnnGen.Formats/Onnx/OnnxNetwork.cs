using System.Globalization;

namespace RnnGen.Formats;

/// <summary>A network from an ONNX file, and what the graph's inputs and outputs are to it.</summary>
/// <param name="Model">The network.</param>
/// <param name="Inputs">The graph's inputs; those that stood for weights are not among them.</param>
/// <param name="Outputs">The graph's outputs.</param>
internal sealed record OnnxNetwork(ImportedModel Model, IReadOnlyList<OnnxBinding> Inputs, IReadOnlyList<OnnxBinding> Outputs)
{
    /// <summary>Sizes for the dimensions that a file leaves open; the second set checks what was found with the first.</summary>
    private static readonly int[][] s_sizes = [[3, 2, 4, 5], [2, 3, 5, 4], [1, 1, 1, 1]];

    /// <summary>Reads the network of <paramref name="file"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="external">Weights in files beside it.</param>
    /// <param name="constants">Inputs of the graph that are constants, such as weights in tests of single nodes.</param>
    /// <exception cref="ModelFormatException">It is damaged, or not a network that RnnGen has; the message names the node.</exception>
    public static OnnxNetwork Read(OnnxFile file, OnnxExternalData external, IReadOnlyDictionary<string, OnnxValue>? constants = null)
    {
        Dictionary<string, OnnxValue> values = (constants ?? new Dictionary<string, OnnxValue>()).ToDictionary(pair => pair.Key, pair => pair.Value switch
        {
            OnnxReals reals => reals with { Origins = [pair.Key] },
            OnnxIntegers integers => integers with { Origins = [pair.Key] },
            var other => other,
        });
        foreach ((string name, OnnxTensor tensor) in file.Graph.Initializers)
        {
            values[name] = OnnxTensorReader.Read(external.Load(tensor), why => new ModelFormatException($"{file.Source}: {why}."));
        }
        bool isOpen = file.Graph.Inputs.Any(port => !values.ContainsKey(port.Name) && port.Shape is { } shape && shape.Any(dim => dim.Size is null));
        if (!isOpen) return Read(file, values, []);
        OnnxNetwork first;
        try
        {
            first = Read(file, values, s_sizes[0]);
        }
        catch (ModelFormatException) when (Fits(file, values, out OnnxNetwork? single))
        {
            return single;
        }
        OnnxNetwork second = Read(file, values, s_sizes[1]);
        if (!first.Inputs.SequenceEqual(second.Inputs) || !first.Outputs.SequenceEqual(second.Outputs)
            || !first.Model.Parts.Select(part => part.Spec).SequenceEqual(second.Model.Parts.Select(part => part.Spec)))
        {
            throw new ModelFormatException($"{file.Source}: the network is another one for sequences of another length or number.");
        }
        return first;
    }

    /// <summary>Graphs whose open dimensions allow nothing but 1: the exporter has made a batch of one a constant.</summary>
    private static bool Fits(OnnxFile file, Dictionary<string, OnnxValue> values, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OnnxNetwork? network)
    {
        try
        {
            network = Read(file, values, s_sizes[2]);
            return true;
        }
        catch (ModelFormatException)
        {
            network = null;
            return false;
        }
    }

    private static OnnxNetwork Read(OnnxFile file, Dictionary<string, OnnxValue> values, int[] sizes)
    {
        var named = new Dictionary<string, int>();
        var run = new OnnxGraphRun(file, values, (port, axis) =>
        {
            string name = port.Shape![axis].Name ?? $"{port.Name}/{axis.ToString(CultureInfo.InvariantCulture)}";
            if (!named.TryGetValue(name, out int index)) named.Add(name, index = named.Count);
            return sizes[index % sizes.Length];
        });
        return new OnnxNetworkBuilder(file, run).Build();
    }
}

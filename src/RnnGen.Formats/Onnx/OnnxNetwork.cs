using System.Globalization;

namespace RnnGen.Formats;

/// <summary>A network from an ONNX file, and what the graph's inputs and outputs are to it.</summary>
/// <param name="Model">The network.</param>
/// <param name="Inputs">The graph's inputs; those that stood for weights are not among them.</param>
/// <param name="Outputs">The graph's outputs.</param>
internal sealed record OnnxNetwork(ImportedModel Model, IReadOnlyList<OnnxBinding> Inputs, IReadOnlyList<OnnxBinding> Outputs)
{
    /// <summary>Sizes for the dimensions that a file leaves open; the second set checks what was found with the first.</summary>
    private static readonly int[] s_sizes = [3, 2, 4, 5], s_otherSizes = [2, 3, 5, 4];

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
        if (!isOpen) return Read(file, values, [], -1, out _, out _);
        ModelFormatException? reason = null;
        int open = 0;
        // Where that fails, an exporter may have made a batch of one a constant: then each open dimension in turn is 1. Time may not be:
        // at a single step a graph that mixes steps would look like one that does not.
        for (int one = -1; one < open || one == -1; one++)
        {
            try
            {
                OnnxNetwork first = Read(file, values, s_sizes, one, out open, out int steps);
                if (one >= 0 && steps == 1) continue;
                return Checked(file, first, Read(file, values, s_otherSizes, one, out _, out _));
            }
            catch (ModelFormatException exception)
            {
                reason ??= exception;
            }
        }
        throw reason!;
    }

    private static OnnxNetwork Checked(OnnxFile file, OnnxNetwork first, OnnxNetwork second) =>
        first.Inputs.SequenceEqual(second.Inputs) && first.Outputs.SequenceEqual(second.Outputs)
            && first.Model.Parts.Select(part => part.Spec).SequenceEqual(second.Model.Parts.Select(part => part.Spec))
            ? first : throw new ModelFormatException($"{file.Source}: the network is another one for sequences of another length or number.");

    /// <summary>Reads with these sizes for open dimensions, of which number <paramref name="one"/> is 1.</summary>
    private static OnnxNetwork Read(OnnxFile file, Dictionary<string, OnnxValue> values, int[] sizes, int one, out int open, out int steps)
    {
        var named = new Dictionary<string, int>();
        try
        {
            var run = new OnnxGraphRun(file, values, (port, axis) =>
            {
                string name = port.Shape![axis].Name ?? $"{port.Name}/{axis.ToString(CultureInfo.InvariantCulture)}";
                if (!named.TryGetValue(name, out int index)) named.Add(name, index = named.Count);
                return index == one ? 1 : sizes[index % sizes.Length];
            });
            steps = run.Layers.Shape?.Steps ?? 0;
            return new OnnxNetworkBuilder(file, run).Build();
        }
        finally
        {
            open = Math.Min(named.Count, 8);
        }
    }
}

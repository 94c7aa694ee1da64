namespace RnnGen.Formats;

/// <summary>
/// A network from a <c>state_dict</c>. It has names and shapes only; so the modules must fit together in one order alone, and what
/// cannot be seen is either PyTorch's default and said so, or refused.
/// </summary>
internal static class TorchNetwork
{
    private const string SayIt = "say what the network is: ModelImport.Read(path, spec), with the modules' paths as the layers' names";

    /// <summary>Reads it.</summary>
    /// <exception cref="ModelFormatException">A tensor is not understood, or the modules' order or activations cannot be told.</exception>
    public static ImportedModel Read(TensorSet tensors)
    {
        List<TorchModule> modules = TorchModules.Find(tensors);
        RequireOneLinear(modules, tensors);
        TorchModule[] chain = new TorchChain(modules).Only ?? throw tensors.Wrong(
            $"the order of {string.Join(", ", modules.Take(12).Select(Describe))}{(modules.Count > 12 ? FormattableString.Invariant($" and {modules.Count - 12} more") : "")} cannot be told from their widths; {SayIt}");
        var assumed = new List<string>();
        foreach (TorchModule module in chain)
        {
            if (module.Layer is DenseSpec) assumed.Add($"The linear module '{module.Path}' stands last, and nothing follows it: an activation after it would not be in the file.");
            if (module.Layer is RnnSpec) assumed.Add($"The activation of the RNN '{module.Path}' is tanh, PyTorch's default; the file does not say.");
        }
        if (chain.Length > 1) assumed.Add($"The modules follow each other in the order {string.Join(", ", chain.Select(module => $"'{module.Path}'"))}, the only one that fits; the file does not say.");
        assumed.Add("There is an output for each step (Output = EveryStep): the file does not say.");
        ModelSpec spec = SpecOf(chain);
        TensorSet own = tensors.Rename(name => name[CommonPath(chain).Length..]);
        return new ImportedModel(NetworkBuilder.Fill(spec, own)) 
        {
            Assumed = [.. assumed, .. Conversions(tensors)], Metadata = new ModelMetadata { Other = ModelMetadata.FromTexts(tensors.Metadata) },
        };
    }

    /// <summary>Which types were converted to floats.</summary>
    public static IEnumerable<string> Conversions(TensorSet tensors) =>
        tensors.Converted.Select(type => $"Values of type {type} were {(type == "F64" ? "rounded to floats" : "widened to floats, which is exact")}.");

    private static void RequireOneLinear(List<TorchModule> modules, TensorSet tensors)
    {
        TorchModule[] linear = [.. modules.Where(module => module.Layer is DenseSpec)];
        if (linear.Length > 1)
        {
            throw tensors.Wrong($"there are several linear modules, {string.Join(", ", linear.Select(Describe))}; which activations stand between them is not in the file; {SayIt}");
        }
    }

    private static ModelSpec SpecOf(TorchModule[] chain)
    {
        string common = CommonPath(chain);
        LayerSpec[] layers = [.. chain.Select(module => module.Layer with { Name = module.Path[common.Length..] })];
        if (layers[0] is not SourceSpec) layers = [new InputSpec(chain[0].Input), .. layers];
        return DefaultNames.Drop(new ModelSpec(layers));
    }

    /// <summary>The path, with its dot, that all modules share: <c>model.</c>.</summary>
    private static string CommonPath(TorchModule[] chain)
    {
        string common = chain[0].Path;
        common = common[..(common.LastIndexOf('.') + 1)];
        while (!chain.All(module => module.Path.StartsWith(common, StringComparison.Ordinal))) common = common[..(common.TrimEnd('.').LastIndexOf('.') + 1)];
        return common;
    }

    private static string Describe(TorchModule module) => module.Input == 0 ? $"'{module.Path}' (ids → {module.Output})" : $"'{module.Path}' ({module.Input} → {module.Output})";
}

using RnnGen.Formats;

namespace RnnGen.Tool.Declaring;

/// <summary>A network on its way to become a class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Namespace">Its namespace; null for none.</param>
/// <param name="Model">Where it is from.</param>
/// <param name="Part">Which of its networks.</param>
/// <param name="Source">The file it is from, without its folder.</param>
internal sealed record ModelClass(string Name, string? Namespace, ImportedModel Model, ImportedPart Part, string Source)
{
    /// <summary>The file with the declaration.</summary>
    public string CodeFile => Name + ".cs";

    /// <summary>The file with the parameters.</summary>
    public string WeightsFile => Name + ".safetensors";

    /// <summary>The class with its namespace.</summary>
    public string FullName => Namespace is null ? Name : $"{Namespace}.{Name}";

    /// <summary>A class for each network of <paramref name="model"/>: <paramref name="name"/>, or that with the part's name behind it.</summary>
    /// <exception cref="ToolException">Two parts would have one class.</exception>
    public static IReadOnlyList<ModelClass> Of(ImportedModel model, string name, string? @namespace, string source)
    {
        if (model.Parts is [var only]) return [new(name, @namespace, model, only, source)];
        List<ModelClass> classes = [.. model.Parts.Select(part => new ModelClass(name + ClassName.From(part.Name), @namespace, model, part, source))];
        string? twice = classes.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? classes : throw new ToolException($"Two parts of the model would both be the class '{twice}'.");
    }

    /// <summary>The content of <see cref="WeightsFile"/>: of a model with one network with everything that its file said.</summary>
    public byte[] Weights() => ModelExport.ToBytes(Model.Parts.Count == 1
        ? Model with { Verified = [], Assumed = [] }
        : new ImportedModel(new ImportedPart(Part.Parameters) { InitialState = Part.InitialState }) { Metadata = Model.Metadata }, ModelFormat.Safetensors);
}

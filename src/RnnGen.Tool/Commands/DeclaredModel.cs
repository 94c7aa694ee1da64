using RnnGen.Formats;
using RnnGen.Tool.Compiling;

namespace RnnGen.Tool.Commands;

/// <summary>A class from a C# file, with its parameters from another.</summary>
internal static class DeclaredModel
{
    /// <summary>Compiles the class and loads the file into it.</summary>
    /// <returns>The class, and the network with what the file says about it.</returns>
    /// <exception cref="ToolException">The source has errors or not this class, or the file holds another network.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or not this network's.</exception>
    public static (ICompiledModel Compiled, ImportedModel Model) Load(string source, string? name, string weights)
    {
        ICompiledModel compiled = CompiledModels.Find(ModelCompiler.Compile((source, File.ReadAllText(source))), name, source);
        if (ModelImport.Detect(weights) == ModelFormat.Safetensors) compiled.Load(File.ReadAllBytes(weights));
        ImportedModel model = Read(weights, compiled.Spec);
        compiled.Take(model.Parameters);
        return (compiled, model);
    }

    private static ImportedModel Read(string weights, ModelSpec spec)
    {
        ImportedModel model = ReadAny(weights, spec);
        return model.Parts.Count == 1 ? model : throw new ToolException($"'{weights}' holds {model.Parts.Count} networks, {string.Join(", ", model.Parts.Select(part => part.Name))}; expected one. import makes a class of each.");
    }

    private static ImportedModel ReadAny(string weights, ModelSpec spec)
    {
        ImportedModel model;
        try
        {
            model = ModelImport.Read(weights);
            if (model.Parts.Count > 1 || Declaration.WriteForFile(model.Spec) == Declaration.WriteForFile(spec)) return model;
        }
        catch (ModelFormatException) when (HoldsBareTensors(weights))
        {
            // They do not say what they are; the declaration does.
            return ModelImport.Read(weights, spec);
        }
        if (HoldsBareTensors(weights) && model.Format is ModelFormat.Safetensors or ModelFormat.Numpy or ModelFormat.RtNeuralTorch) return ModelImport.Read(weights, spec);
        throw new ToolException($"'{weights}' holds another network: expected {Declaration.WriteForFile(spec)}, found {Declaration.WriteForFile(model.Spec)}.");
    }

    private static bool HoldsBareTensors(string weights) => ModelImport.Detect(weights) is ModelFormat.Safetensors or ModelFormat.Numpy or ModelFormat.RtNeuralTorch;
}

using System.CommandLine;
using System.Globalization;
using System.Reflection;
using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using RnnGen.Tool.Declaring;
using RnnGen.Tool.Inspecting;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary><c>inspect</c>: what is in a file.</summary>
internal sealed class InspectCommand : IToolCommand
{
    private readonly Argument<string> _file = Files.Model();
    private readonly DeclarationOption _declaration = new();
    private readonly Option<bool> _measure = new("--measure") { Description = "Compile the classes and time a step on this machine as well." };

    public Command Describe() => new("inspect", "Shows layers, shapes, gate order, parameters, multiply-adds and the estimated time of a step.")
    {
        _file, _declaration.Option, _measure,
    };

    public IReport Run(ParseResult arguments)
    {
        string file = arguments.GetValue(_file)!;
        ImportedModel model;
        try
        {
            model = _declaration.Read(arguments, file);
        }
        catch (ModelFormatException e) when (!ModelImport.IsOwn(file) && Tensors(file) is { } tensors)
        {
            return new TensorReport(file, ModelImport.Detect(file), tensors, e.Message);
        }
        IReadOnlyList<double>? measured = arguments.GetValue(_measure) ? Measure(model) : null;
        return new InspectReport(file, model.Format!.Value, Metadata(model), [.. model.Parts.Select((part, i) => PartSummary.Of(part, measured?[i]))], model.Parts.Count > 1 ? model.Outputs : null, model.Verified, model.Assumed);
    }

    /// <summary>The tensors of a file whose network cannot be told; null where there are none to see.</summary>
    private static IReadOnlyList<TensorShape>? Tensors(string file)
    {
        try
        {
            return [.. ModelImport.ReadTensors(file).Select(tensor => new TensorShape(tensor.Name, tensor.Shape))];
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }

    private static IReadOnlyList<double> Measure(ImportedModel model)
    {
        IReadOnlyList<ModelClass> classes = ModelClass.Of(model, "Model", null, "the file");
        Assembly assembly = ModelCompiler.Compile(classes.Select(item => (item.CodeFile, ClassFile.Write(item))));
        return [.. classes.Select(item =>
        {
            ICompiledModel compiled = CompiledModels.Find(assembly, item.FullName, item.CodeFile);
            compiled.Take(item.Part.Parameters);
            return compiled.NanosecondsPerStep();
        })];
    }

    private static IReadOnlyDictionary<string, string> Metadata(ImportedModel model)
    {
        var texts = new Dictionary<string, string>();
        ModelMetadata about = model.Metadata;
        if (about.Name is { } name) texts.Add("name", name);
        if (about.Author is { } author) texts.Add("author", author);
        if (about.License is { } license) texts.Add("licence", license);
        if (about.SampleRate is { } rate) texts.Add("sample rate", rate.ToString("0.###", CultureInfo.InvariantCulture));
        if (about.Vocabulary is { } vocabulary) texts.Add("vocabulary", $"{vocabulary.Count} entries");
        if (model.InputGainDecibels != 0) texts.Add("input gain", string.Create(CultureInfo.InvariantCulture, $"{model.InputGainDecibels:0.###} dB"));
        if (model.OutputGainDecibels != 0) texts.Add("output gain", string.Create(CultureInfo.InvariantCulture, $"{model.OutputGainDecibels:0.###} dB"));
        if (model.TestVectors.Count > 0) texts.Add("test vectors", model.TestVectors.Count.ToString(CultureInfo.InvariantCulture));
        foreach ((string key, string value) in about.Other) texts.TryAdd(key, value.Length > 200 ? value[..200] + "…" : value);
        return texts;
    }
}

namespace RnnGen.Formats;

/// <summary>RTNeural's JSON in PyTorch's layout: names and nested arrays, nothing else.</summary>
internal sealed class RtNeuralTorchWriter : IModelWriter
{
    private const string Name = "RTNeural's PyTorch layout";

    public ModelFormat Format => ModelFormat.RtNeuralTorch;

    public byte[] Write(ImportedModel model)
    {
        PlainModel.Require(model, Name);
        PlainModel.RequireBare(model, Name);
        byte[] content = JsonFile.Write(json =>
        {
            foreach (NamedTensor tensor in FiniteTensors.Of(model))
            {
                json.WritePropertyName(tensor.Name);
                JsonNumbers.WriteTensor(json, tensor.Shape, tensor.Values);
            }
        });
        RequireSeen(model, content);
        return content;
    }

    /// <summary>Only names and shapes are written: what they do not show would be another network when read again.</summary>
    private static void RequireSeen(ImportedModel model, byte[] content)
    {
        ModelSpec read;
        try
        {
            read = ModelImport.Read(content, "it").Spec;
        }
        catch (ModelFormatException exception)
        {
            throw new NotSupportedException($"{Name} cannot hold {model.Spec}: names and shapes alone do not show what it is ({exception.Message}).", exception);
        }
        if (Declaration.WriteForFile(DefaultNames.Drop(read)) != Declaration.WriteForFile(DefaultNames.Drop(model.Spec)))
        {
            throw PlainModel.Cannot(Name, $"{model.Spec}: names and shapes alone would read as {read}");
        }
    }
}

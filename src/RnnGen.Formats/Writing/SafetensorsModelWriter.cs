namespace RnnGen.Formats;

/// <summary>safetensors as generated models save and load them, with what stands around the network among the texts.</summary>
internal sealed class SafetensorsModelWriter : IModelWriter
{
    public ModelFormat Format => ModelFormat.Safetensors;

    public byte[] Write(ImportedModel model)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, OwnFile.Tensors(model), OwnFile.Metadata(model));
        return stream.ToArray();
    }
}

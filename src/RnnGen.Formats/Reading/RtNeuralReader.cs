namespace RnnGen.Formats;

/// <summary>RTNeural's JSON of a Keras model.</summary>
internal sealed class RtNeuralReader : IModelReader
{
    public ModelFormat Format => ModelFormat.RtNeural;

    public bool Recognizes(InputFile file) => file.Json is { } root && root.Has("layers") && !AidaXReader.Keys.Any(root.Has);

    public ImportedModel Read(InputFile file)
    {
        JsonPart root = file.Json!;
        var layers = new RtNeuralLayers(root, file.Source);
        ModelMetadata metadata = JsonMetadata.Take(root);
        root.RequireNoneLeft();
        return new ImportedModel(layers.Build()) { Format = Format, Metadata = metadata };
    }
}

namespace RnnGen.Formats;

/// <summary>RTNeural's JSON in Keras's layout.</summary>
internal sealed class RtNeuralWriter : IModelWriter
{
    public ModelFormat Format => ModelFormat.RtNeural;

    public byte[] Write(ImportedModel model)
    {
        PlainModel.Require(model, "RTNeural");
        PlainModel.RequireBare(model, "RTNeural");
        return JsonFile.Write(json =>
        {
            RtNeuralLayersWriter.Write(json, model, "RTNeural");
            if (!JsonMetadataWriter.HasAny(model.Metadata)) return;
            json.WriteStartObject("metadata");
            JsonMetadataWriter.WriteProperties(json, model.Metadata, "author", "samplerate");
            json.WriteEndObject();
        });
    }
}

using System.Globalization;

namespace RnnGen.Formats;

/// <summary>AIDA-X: RTNeural's layout with gains, skip and test vector. The keys are always there, so that the file is told from RTNeural's.</summary>
internal sealed class AidaXWriter : IModelWriter
{
    public ModelFormat Format => ModelFormat.AidaX;

    public byte[] Write(ImportedModel model)
    {
        PlainModel.Require(model, "AIDA-X");
        PlainModel.RequireZeroState(model, "AIDA-X");
        if (new Topology(model.Spec).OutputSize > 1) throw PlainModel.Cannot("AIDA-X", "a network with more than one output");
        if (model.TestVectors.Count > 1) throw PlainModel.Cannot("AIDA-X", $"{model.TestVectors.Count} test vectors; it has one");
        return JsonFile.Write(json =>
        {
            RtNeuralLayersWriter.Write(json, model, "AIDA-X");
            json.WriteNumber("in_skip", model.Spec.InputSkip ? 1 : 0);
            json.WriteNumber("in_gain", model.InputGainDecibels);
            json.WriteNumber("out_gain", model.OutputGainDecibels);
            foreach (TestVector vector in model.TestVectors)
            {
                JsonNumbers.Write(json, "input_batch", vector.Inputs);
                JsonNumbers.Write(json, "output_batch", vector.Outputs);
            }
            if (!JsonMetadataWriter.HasAny(model.Metadata)) return;
            json.WriteStartObject("metadata");
            if (model.Metadata.SampleRate is { } rate) json.WriteString("samplerate", rate.ToString(CultureInfo.InvariantCulture));
            JsonMetadataWriter.WriteProperties(json, model.Metadata, "author", null);
            json.WriteEndObject();
        });
    }
}

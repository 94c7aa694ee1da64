using RnnGen.Generator;

namespace RnnGen.Tasks;

/// <summary>Says in text what the header of a safetensors file says.</summary>
internal static class WeightsFile
{
    /// <summary>Describes the file that <paramref name="open"/> opens and the project calls <paramref name="name"/>. One that cannot be read is described as such.</summary>
    public static WeightsText Describe(Func<Stream> open, string name)
    {
        var text = new WeightsText(name);
        try
        {
            using Stream stream = open();
            SafetensorsHeader header = SafetensorsHeader.Read(stream, $"'{name}'");
            header.RequireData(stream.Length - stream.Position);
            foreach (SafetensorsEntry entry in header.Entries.Values) text.Tensors.Add(entry.Name, (entry.Dtype, entry.Shape));
            foreach (KeyValuePair<string, string> fact in header.Metadata) text.Metadata.Add(fact.Key, fact.Value);
        }
        catch (Exception exception) when (exception is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            text.Problem = exception.Message;
        }
        return text;
    }
}

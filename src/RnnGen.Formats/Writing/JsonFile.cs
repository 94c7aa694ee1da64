using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>A JSON object as a file.</summary>
internal static class JsonFile
{
    /// <summary>The object with the properties that <paramref name="write"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}

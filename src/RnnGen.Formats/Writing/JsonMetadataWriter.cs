using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>Writes what is known about a model.</summary>
internal static class JsonMetadataWriter
{
    /// <summary>The properties, into an object that was begun.</summary>
    /// <param name="json">The object.</param>
    /// <param name="metadata">What is known.</param>
    /// <param name="authorKey">What the format calls the author.</param>
    /// <param name="rateKey">What the format calls the sample rate; null where it stands elsewhere.</param>
    public static void WriteProperties(Utf8JsonWriter json, ModelMetadata metadata, string authorKey, string? rateKey)
    {
        if (metadata.Name is { } name) json.WriteString("name", name);
        if (metadata.Author is { } author) json.WriteString(authorKey, author);
        if (metadata.License is { } license) json.WriteString("license", license);
        if (rateKey is not null && metadata.SampleRate is { } rate) json.WriteNumber(rateKey, rate);
        foreach ((string key, string value) in metadata.Other)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(value);
        }
    }

    /// <summary>Whether there is anything to write.</summary>
    public static bool HasAny(ModelMetadata metadata) =>
        metadata.Name is not null || metadata.Author is not null || metadata.License is not null || metadata.SampleRate is not null || metadata.Other.Count > 0;
}

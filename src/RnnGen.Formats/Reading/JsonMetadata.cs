using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>What JSON files say about their models.</summary>
internal static class JsonMetadata
{
    /// <summary>Keys that RTNeural's and AIDA-X's files have beside the network, at the top or in <c>metadata</c>.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["name", "samplerate", "sample_rate", "author", "license", "licence", "esr", "source", "style", "based", "dataset", "date", "version", "description"];

    /// <summary>Takes the known keys at the top, and everything in <c>metadata</c>.</summary>
    /// <exception cref="ModelFormatException">A key is there twice, or a value is not of its kind.</exception>
    public static ModelMetadata Take(JsonPart root)
    {
        var all = new Dictionary<string, JsonPart>();
        foreach (string key in Known)
        {
            if (root.TakeIfAny(key) is { } value) all.Add(key, value);
        }
        if (root.TakeIfAny("metadata") is { } metadata) TakeAll(metadata, all);
        return Make(all);
    }

    /// <summary>Everything in the object <paramref name="metadata"/>.</summary>
    public static ModelMetadata TakeWhole(JsonPart metadata)
    {
        var all = new Dictionary<string, JsonPart>();
        TakeAll(metadata, all);
        return Make(all);
    }

    private static void TakeAll(JsonPart metadata, Dictionary<string, JsonPart> all)
    {
        if (metadata.Kind != JsonValueKind.Object) throw metadata.Wrong("expected an object");
        foreach (string key in metadata.Keys)
        {
            if (metadata.TakeIfAny(key) is { } value && !all.TryAdd(key, value)) throw metadata.Wrong($"'{key}' stands at the top as well");
        }
    }

    private static ModelMetadata Make(Dictionary<string, JsonPart> all) => new()
    {
        Name = Text(all, "name"),
        Author = Text(all, "author") ?? Text(all, "modeled_by"),
        License = Text(all, "license") ?? Text(all, "licence"),
        SampleRate = Rate(all, "samplerate") ?? Rate(all, "sample_rate"),
        Other = all.ToDictionary(pair => pair.Key, pair => pair.Value.Json()),
    };

    private static string? Text(Dictionary<string, JsonPart> all, string key)
    {
        if (!all.TryGetValue(key, out JsonPart? value) || value.Kind != JsonValueKind.String) return null;
        all.Remove(key);
        return value.Text();
    }

    /// <summary>A number, or one written as a text; AIDA-X has both.</summary>
    private static double? Rate(Dictionary<string, JsonPart> all, string key)
    {
        if (!all.Remove(key, out JsonPart? value)) return null;
        double rate = value.Kind == JsonValueKind.String
            ? double.TryParse(value.Text(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double parsed) ? parsed : double.NaN
            : value.Number();
        return rate is > 0 and < 1e7 ? rate : throw value.Wrong($"expected a sample rate above 0 and below 1e7, found {value.Json()}");
    }
}

using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>What a file says about its model beside the numbers; whatever it does not say is null.</summary>
public sealed record ModelMetadata
{
    /// <summary>Nothing.</summary>
    public static ModelMetadata Empty { get; } = new();

    /// <summary>What the model is called.</summary>
    public string? Name { get; init; }

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>Under which licence it is given.</summary>
    public string? License { get; init; }

    /// <summary>Samples a second of the audio that it was trained on.</summary>
    public double? SampleRate { get; init; }

    /// <summary>What the ids of its tokens stand for; null where it reads no tokens or does not say.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>Everything else, by the file's own names, each as JSON: a text has its quotation marks, a number has none.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();

    /// <summary>A value of <see cref="Other"/>, a text without its quotation marks; null where there is none of this name.</summary>
    public string? Find(string key)
    {
        if (!Other.TryGetValue(key, out string? json)) return null;
        using JsonDocument value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() : json;
    }

    /// <summary>Texts as values of <see cref="Other"/>.</summary>
    internal static Dictionary<string, string> FromTexts(IEnumerable<KeyValuePair<string, string>> texts) =>
        texts.ToDictionary(text => text.Key, text => $"\"{JsonEncodedText.Encode(text.Value)}\"");
}

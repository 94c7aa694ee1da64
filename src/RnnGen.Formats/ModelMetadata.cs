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

    /// <summary>Everything else, by the file's own names: a text, or the JSON of anything that is no text.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();
}

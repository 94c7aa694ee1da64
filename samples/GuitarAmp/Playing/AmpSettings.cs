namespace GuitarAmp.Playing;

/// <summary>What stands around a network.</summary>
internal sealed record AmpSettings
{
    /// <summary>The factor of the sample before the network; a skip inside it sees the product.</summary>
    public float InputGain { get; init; } = 1;

    /// <summary>The factor of what comes out.</summary>
    public float OutputGain { get; init; } = 1;

    /// <summary>The inputs beside the sample.</summary>
    public IReadOnlyList<float> Knobs { get; init; } = [];

    /// <summary>The state before the first step.</summary>
    public required IReadOnlyList<float> InitialState { get; init; }
}

namespace Samples.Shared;

/// <summary>What the user asked for; the same for all real tasks.</summary>
public sealed record SampleOptions
{
    /// <summary>The folder with the data sets, or null: the sample makes its own data.</summary>
    public string? Data { get; init; }

    /// <summary>The first seed: of the parameters, of the order of the rows, of whatever else is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many seeds are run, from <see cref="Seed"/> on.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Passes over the training part; null is the sample's own number.</summary>
    public int? Epochs { get; init; }

    /// <summary>Whether to leave the test part alone and to score on the part of the training data that stopping is decided on.</summary>
    public bool Tune { get; init; }
}

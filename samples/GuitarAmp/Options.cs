namespace GuitarAmp;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The model's file; null means that the sample trains one.</summary>
    public string? Model { get; init; }

    /// <summary>The rate of a model whose file does not say it, in Hz.</summary>
    public double? ModelRate { get; init; }

    /// <summary>The WAV file to play; null means the sample's own riff.</summary>
    public string? Input { get; init; }

    /// <summary>The WAV file to write; null means amp.wav in <see cref="Save"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Samples that the host hands over at a time.</summary>
    public int Block { get; init; } = 64;

    /// <summary>The knobs of a model that has them, in its order.</summary>
    public IReadOnlyList<float> Knobs { get; init; } = [];

    /// <summary>The folder for what the sample makes itself.</summary>
    public string Save { get; init; } = Path.Combine("artifacts", "GuitarAmp");

    /// <summary>Seconds to train for.</summary>
    public double Seconds { get; init; } = 25;

    /// <summary>Threads to train with.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Of the first weights and of the notes that are learnt from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The file to write.</summary>
    public string OutputPath => Output ?? Path.Combine(Save, "amp.wav");
}

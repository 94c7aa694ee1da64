namespace GuitarAmp.Audio;

/// <summary>How a WAV file writes a sample: as a whole number of so many bits, or as a float.</summary>
internal enum SampleForm
{
    Pcm16,
    Pcm24,
    Pcm32,
    Float32,
}

/// <summary>Sound, as a WAV file has it.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Form">How the file writes them.</param>
/// <param name="Channels">The samples of each channel, full scale from −1 to 1.</param>
internal sealed record Wav(int SampleRate, SampleForm Form, float[][] Channels)
{
    /// <summary>Samples of a channel.</summary>
    public int Length => Channels[0].Length;

    /// <summary>How long it sounds.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>Bytes of a sample.</summary>
    public static int BytesOf(SampleForm form) => form switch
    {
        SampleForm.Pcm16 => 2,
        SampleForm.Pcm24 => 3,
        _ => 4,
    };

    public override string ToString() => FormattableString.Invariant(
        $"{Seconds:F2} s, {Channels.Length} {(Channels.Length == 1 ? "channel" : "channels")}, {SampleRate:N0} Hz, {(Form == SampleForm.Float32 ? "32-bit float" : $"{8 * BytesOf(Form)} bits")}");
}

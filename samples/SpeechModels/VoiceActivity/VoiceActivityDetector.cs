using RnnGen;

namespace SpeechModels.VoiceActivity;

/// <summary>Silero's voice activity detector for sound at 16 kHz: how likely each 32 ms are speech.</summary>
/// <remarks>It hears one stream, from one thread at a time. docs/speech-models.md draws the network.</remarks>
internal sealed class VoiceActivityDetector
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples of a chunk.</summary>
    public const int ChunkLength = SpectrumEncoder.ChunkLength;

    private readonly SpectrumEncoder _encoder;
    private readonly SpeechHead _head;
    private readonly float[] _features = new float[SpectrumEncoder.FeatureCount];

    private VoiceActivityDetector(WeightFile file)
    {
        SileroNames names = SileroNames.Of(file);
        _encoder = new SpectrumEncoder(file, names);
        _head = new SpeechHead(file, names);
        file.RequireNoneLeft();
    }

    /// <summary>Reads silero_vad_16k.safetensors or silero_vad_16k_op15.onnx.</summary>
    /// <exception cref="ModelFormatException">It is damaged or another model's: a tensor is missing, left over, or of another shape.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static VoiceActivityDetector Load(string path) => new(new WeightFile(path));

    /// <summary>How likely the next chunk is speech. Allocates nothing.</summary>
    /// <param name="chunk">[512], within ±1; it follows the chunk of the call before.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public float Probability(ReadOnlySpan<float> chunk)
    {
        if (chunk.Length != ChunkLength) throw new ArgumentException($"Expected {ChunkLength} samples, found {chunk.Length}.", nameof(chunk));
        _encoder.Encode(chunk, _features);
        return _head.Probability(_features);
    }

    /// <summary>Forgets what it has heard: another stream begins.</summary>
    public void Reset()
    {
        _encoder.Reset();
        _head.Reset();
    }
}

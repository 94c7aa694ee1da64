using RnnGen;
using RnnGen.Formats;

namespace SpeechModels.NoiseReduction;

/// <summary>The network of the first RNNoise: from 42 features of 10 ms of sound to a gain for each of 22 bands, and the probability of speech.</summary>
/// <remarks>It hears one stream, from one thread at a time. docs/speech-models.md draws the network.</remarks>
internal sealed class NoiseGains
{
    /// <summary>Features of a frame: 22 of the bands, 12 of their changes, 6 of the pitch, its period, and how steady the sound is.</summary>
    public const int FeatureCount = InputDense.InputSize;

    /// <summary>Bands, from 0 to 20 kHz.</summary>
    public const int BandCount = DenoiseOutput.OutputSize;

    private readonly InputDense _inputDense = new();
    private readonly VadGru _vadGru = new();
    private readonly NoiseGru _noiseGru = new();
    private readonly DenoiseGru _denoiseGru = new();
    private readonly DenoiseOutput _denoiseOutput = new();
    private readonly VadOutput _vadOutput = new();

    private VadGru.State _vadState;
    private NoiseGru.State _noiseState;
    private DenoiseGru.State _denoiseState;

    // What the two wide layers read; layers write their outputs where they are read.
    private readonly float[] _noiseInput = new float[NoiseGru.InputSize], _denoiseInput = new float[DenoiseGru.InputSize];
    private readonly float[] _denoised = new float[DenoiseGru.OutputSize];

    private NoiseGains() { }

    /// <summary>The layers' parameters, in the order of the file.</summary>
    private NoiseLayer[] Layers =>
    [
        new("input_dense", _inputDense.Parameters, ImportedPart.ModelInput),
        new("vad_gru", _vadGru.Parameters, "input_dense"),
        new("noise_gru", _noiseGru.Parameters, "input_dense", "vad_gru", ImportedPart.ModelInput),
        new("denoise_gru", _denoiseGru.Parameters, "vad_gru", "noise_gru", ImportedPart.ModelInput),
        new("denoise_output", _denoiseOutput.Parameters, "denoise_gru"),
        new("vad_output", _vadOutput.Parameters, "vad_gru"),
    ];

    /// <summary>Reads a model of RNNoise v0.1: as text, or the tensors of its C source (signed bytes) in safetensors.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or a network of another shape.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NoiseGains Load(string path)
    {
        var gains = new NoiseGains();
        if (ModelImport.Detect(path) == ModelFormat.RnNoise) NoiseWeights.CopyParts(ModelImport.Read(path), path, gains.Layers);
        else NoiseWeights.CopyTensors(new WeightFile(path), gains.Layers);
        return gains;
    }

    /// <summary>The next frame. Allocates nothing.</summary>
    /// <param name="features">[42].</param>
    /// <param name="gains">Receives [22] factors from 0 to 1.</param>
    /// <returns>The probability of speech.</returns>
    /// <exception cref="ArgumentException">A span has another length; nothing was written.</exception>
    public float Process(ReadOnlySpan<float> features, Span<float> gains)
    {
        if (features.Length != FeatureCount) throw new ArgumentException($"Expected {FeatureCount} features, found {features.Length}.", nameof(features));
        if (gains.Length != BandCount) throw new ArgumentException($"Expected room for {BandCount} gains, found {gains.Length}.", nameof(gains));

        // noise_gru reads input_dense | vad_gru | features; denoise_gru reads vad_gru | noise_gru | features.
        const int Dense = InputDense.OutputSize, Vad = VadGru.OutputSize, Noise = NoiseGru.OutputSize;
        Span<float> dense = _noiseInput.AsSpan(0, Dense), vad = _noiseInput.AsSpan(Dense, Vad), noise = _denoiseInput.AsSpan(Vad, Noise);
        features.CopyTo(_noiseInput.AsSpan(Dense + Vad));
        features.CopyTo(_denoiseInput.AsSpan(Vad + Noise));

        InputDense.State none = default;
        _inputDense.Step(features, ref none, dense);
        _vadGru.Step(dense, ref _vadState, vad);
        vad.CopyTo(_denoiseInput);
        _noiseGru.Step(_noiseInput, ref _noiseState, noise);
        _denoiseGru.Step(_denoiseInput, ref _denoiseState, _denoised);

        DenoiseOutput.State noneOfGains = default;
        _denoiseOutput.Step(_denoised, ref noneOfGains, gains);
        float probability = 0;
        VadOutput.State noneOfVoice = default;
        _vadOutput.Step(vad, ref noneOfVoice, new Span<float>(ref probability));
        return probability;
    }

    /// <summary>Forgets what it has heard: another stream begins.</summary>
    public void Reset()
    {
        _vadState = default;
        _noiseState = default;
        _denoiseState = default;
    }
}

using System.Numerics.Tensors;

namespace SpeechModels.VoiceActivity;

/// <summary>Sound to features: the magnitudes of four short spectra, then four convolutions with ReLU that join them to one vector.</summary>
internal sealed class SpectrumEncoder
{
    /// <summary>Samples that a call takes: 32 ms at 16 kHz.</summary>
    public const int ChunkLength = 512;

    /// <summary>Values that a call gives.</summary>
    public const int FeatureCount = 128;

    /// <summary>The last samples of the chunk before, which stand before the chunk; and as many that stand behind it, mirrored.</summary>
    private const int Context = 64;

    /// <summary>Samples of a spectrum, and from one to the next.</summary>
    private const int Window = 256, Hop = 128;

    /// <summary>Frequencies from 0 to half the sample rate.</summary>
    private const int Bins = Window / 2 + 1;

    private static readonly ConvShape s_transform = new(1, 2 * Bins, Window, Hop);

    private static readonly ConvShape[] s_layers =
    [
        new(Bins, 128, Kernel: 3, Stride: 1, Padding: 1),
        new(128, 64, Kernel: 3, Stride: 2, Padding: 1),
        new(64, 64, Kernel: 3, Stride: 2, Padding: 1),
        new(64, FeatureCount, Kernel: 3, Stride: 1, Padding: 1),
    ];

    private readonly Conv1d _transform;
    private readonly Conv1d[] _layers = new Conv1d[s_layers.Length];
    private readonly float[] _spectra;

    /// <summary>Takes its tensors out of <paramref name="file"/>.</summary>
    /// <exception cref="RnnGen.ModelFormatException">One is missing, or of another shape.</exception>
    public SpectrumEncoder(WeightFile file, SileroNames names)
    {
        float[] basis = file.Take(names.Basis, s_transform.Outputs, s_transform.Inputs, s_transform.Kernel);
        _transform = new Conv1d(s_transform, basis, new float[s_transform.Outputs], Context + ChunkLength + Context);
        _spectra = new float[_transform.OutputFrames * s_transform.Outputs];
        int frames = _transform.OutputFrames;
        for (int i = 0; i < s_layers.Length; i++)
        {
            ConvShape shape = s_layers[i];
            string name = names.Convolution(i);
            _layers[i] = new Conv1d(shape, file.Take(name + "weight", shape.Outputs, shape.Inputs, shape.Kernel), file.Take(name + "bias", shape.Outputs), frames);
            frames = _layers[i].OutputFrames;
        }
    }

    /// <summary>The features of the next chunk.</summary>
    /// <param name="chunk">[512], within ±1.</param>
    /// <param name="features">[128].</param>
    public void Encode(ReadOnlySpan<float> chunk, Span<float> features)
    {
        Span<float> samples = _transform.Input;
        samples.Slice(ChunkLength, Context).CopyTo(samples);
        chunk.CopyTo(samples[Context..]);
        // Behind the chunk its end is mirrored at the last sample, which itself is not repeated.
        const int End = Context + ChunkLength;
        for (int i = 0; i < Context; i++) samples[End + i] = samples[End - 2 - i];

        _transform.Run(_spectra);
        Magnitudes(_spectra, _layers[0].Input);
        for (int i = 0; i < _layers.Length; i++)
        {
            Span<float> output = i + 1 < _layers.Length ? _layers[i + 1].Input : features;
            _layers[i].Run(output);
            TensorPrimitives.Max(output, 0f, output);
        }
    }

    /// <summary>Forgets the chunk before.</summary>
    public void Reset() => _transform.Input.Clear();

    /// <summary>√(re² + im²) of each frame, whose real parts stand before the imaginary ones.</summary>
    private static void Magnitudes(ReadOnlySpan<float> spectra, Span<float> magnitudes)
    {
        for (; spectra.Length > 0; spectra = spectra[(2 * Bins)..], magnitudes = magnitudes[Bins..])
        {
            ReadOnlySpan<float> re = spectra[..Bins], im = spectra[Bins..(2 * Bins)];
            Span<float> magnitude = magnitudes[..Bins];
            TensorPrimitives.Multiply(re, re, magnitude);
            TensorPrimitives.MultiplyAdd(im, im, magnitude, magnitude);
            TensorPrimitives.Sqrt(magnitude, magnitude);
        }
    }
}

using System.Numerics.Tensors;
using RnnGen;

namespace SpeechModels.VoiceActivity;

/// <summary>Sound to features: the magnitudes of four short spectra, then four convolutions with ReLU that join them to one vector.</summary>
internal sealed class SpectrumEncoder
{
    /// <summary>Samples that a call takes: 32 ms at 16 kHz.</summary>
    public const int ChunkLength = 512;

    /// <summary>Values that a call gives.</summary>
    public const int FeatureCount = FourthConvolution.OutputSize;

    /// <summary>The last samples of the chunk before, which stand before the chunk; and as many that stand behind it, mirrored.</summary>
    private const int Context = 64;

    /// <summary>Frequencies from 0 to half the sample rate.</summary>
    private const int Bins = Spectrum.OutputSize / 2;

    private readonly Conv1d<Spectrum> _spectrum = new(width: 1, frames: Context + ChunkLength + Context, stride: 128, padding: 0);
    private readonly Conv1d<FirstConvolution> _first = new(width: Bins, frames: 4, stride: 1, padding: 1);
    private readonly Conv1d<SecondConvolution> _second = new(width: FirstConvolution.OutputSize, frames: 4, stride: 2, padding: 1);
    private readonly Conv1d<ThirdConvolution> _third = new(width: SecondConvolution.OutputSize, frames: 2, stride: 2, padding: 1);
    private readonly Conv1d<FourthConvolution> _fourth = new(width: ThirdConvolution.OutputSize, frames: 1, stride: 1, padding: 1);
    private readonly float[] _spectra;

    /// <summary>Takes its tensors out of <paramref name="file"/>.</summary>
    /// <exception cref="ModelFormatException">One is missing, or of another shape.</exception>
    public SpectrumEncoder(WeightFile file, SileroNames names)
    {
        _spectra = new float[_spectrum.OutputFrames * Spectrum.OutputSize];
        _spectrum.SetWeights(file.Take(names.Basis, Spectrum.OutputSize, 1, Spectrum.InputSize));
        Fill(_first, 0);
        Fill(_second, 1);
        Fill(_third, 2);
        Fill(_fourth, 3);

        void Fill<TLayer>(Conv1d<TLayer> layer, int index)
            where TLayer : class, IRnnModel<TLayer, float>
        {
            string name = names.Convolution(index);
            layer.SetWeights(file.Take(name + "weight", TLayer.OutputSize, layer.Width, layer.Kernel));
            layer.SetBiases(file.Take(name + "bias", TLayer.OutputSize));
        }
    }

    /// <summary>The features of the next chunk.</summary>
    /// <param name="chunk">[512], within ±1.</param>
    /// <param name="features">[128].</param>
    public void Encode(ReadOnlySpan<float> chunk, Span<float> features)
    {
        Span<float> samples = _spectrum.Input;
        samples.Slice(ChunkLength, Context).CopyTo(samples);
        chunk.CopyTo(samples[Context..]);
        // Behind the chunk its end is mirrored at the last sample, which itself is not repeated.
        const int End = Context + ChunkLength;
        for (int i = 0; i < Context; i++) samples[End + i] = samples[End - 2 - i];

        _spectrum.Run(_spectra);
        Magnitudes(_spectra, _first.Input);
        _first.Run(_second.Input);
        _second.Run(_third.Input);
        _third.Run(_fourth.Input);
        _fourth.Run(features);
    }

    /// <summary>Forgets the chunk before.</summary>
    public void Reset() => _spectrum.Input.Clear();

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

using RnnGen;

namespace SpeechModels.VoiceActivity;

/// <summary>A convolution over a fixed number of frames: y_t = φ(W·[x_{s·t−p}, …, x_{s·t−p+k−1}] + b).</summary>
/// <remarks>
/// Frames lie one after another, so what an output sees, a window of k frames, is one vector: a convolution is a dense layer on
/// windows, and a generated model is one that runs all windows together. Here are only the windows and the zeros around the frames.
/// </remarks>
/// <typeparam name="TLayer">The dense layer: k times the width of a frame in, one output frame out.</typeparam>
internal sealed class Conv1d<TLayer>
    where TLayer : class, IRnnModel<TLayer, float>
{
    private readonly TLayer _layer = TLayer.New();
    private readonly int _padding, _step;
    private readonly float[] _padded, _windows;

    /// <summary>A layer whose weights are zero.</summary>
    /// <param name="width">Values of a frame.</param>
    /// <param name="frames">Frames that are read.</param>
    /// <param name="stride">s, frames from one window to the next.</param>
    /// <param name="padding">p, frames of zeros before the first frame and behind the last.</param>
    public Conv1d(int width, int frames, int stride, int padding)
    {
        Kernel = TLayer.InputSize / width;
        Width = width;
        OutputFrames = (frames + 2 * padding - Kernel) / stride + 1;
        _padding = padding * width;
        _step = stride * width;
        _padded = new float[(frames + 2 * padding) * width];
        _windows = new float[OutputFrames * TLayer.InputSize];
    }

    /// <summary>k, frames of a window.</summary>
    public int Kernel { get; }

    /// <summary>Values of a frame.</summary>
    public int Width { get; }

    /// <summary>Frames that are written.</summary>
    public int OutputFrames { get; }

    /// <summary>Where the frames are to be written, row-major [frames, width].</summary>
    public Span<float> Input => _padded.AsSpan(_padding, _padded.Length - 2 * _padding);

    /// <summary>Sets W.</summary>
    /// <param name="weights">[outputs, width, k], as PyTorch has them; a window has its frames one after another, [k, width].</param>
    public void SetWeights(ReadOnlySpan<float> weights)
    {
        var rows = new float[weights.Length];
        for (int i = 0, o = 0; o < TLayer.OutputSize; o++)
        {
            for (int k = 0; k < Kernel; k++)
            {
                for (int c = 0; c < Width; c++) rows[i++] = weights[(o * Width + c) * Kernel + k];
            }
        }
        _layer.Parameters.Write("dense.weight", rows);
    }

    /// <summary>Sets b.</summary>
    /// <param name="biases">[outputs].</param>
    public void SetBiases(ReadOnlySpan<float> biases) => _layer.Parameters.Write("dense.bias", biases);

    /// <summary>Convolves what stands in <see cref="Input"/>.</summary>
    /// <param name="outputs">Row-major [output frames, outputs].</param>
    public void Run(Span<float> outputs)
    {
        int length = TLayer.InputSize;
        for (int t = 0; t < OutputFrames; t++) _padded.AsSpan(t * _step, length).CopyTo(_windows.AsSpan(t * length));
        _layer.Forward(_windows, [], outputs);
    }
}

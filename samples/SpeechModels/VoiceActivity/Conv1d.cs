using System.Numerics.Tensors;

namespace SpeechModels.VoiceActivity;

/// <summary>What a convolution over frames is; the names are those of PyTorch's Conv1d.</summary>
/// <param name="Inputs">Values of a frame that is read.</param>
/// <param name="Outputs">Values of a frame that is written.</param>
/// <param name="Kernel">Frames that one output sees.</param>
/// <param name="Stride">Frames from one output to the next.</param>
/// <param name="Padding">Frames of zeros before the first frame and behind the last.</param>
internal readonly record struct ConvShape(int Inputs, int Outputs, int Kernel, int Stride = 1, int Padding = 0);

/// <summary>A convolution over a fixed number of frames: y_t = W·[x_{s·t−p}, …, x_{s·t−p+k−1}] + b.</summary>
/// <remarks>
/// Frames lie one after another, so the k frames of an output are one stretch of memory, and the convolution is the product of a
/// matrix [outputs, kernel · inputs] with that stretch. The zeros around the frames are kept in the layer's own buffer.
/// </remarks>
internal sealed class Conv1d
{
    private readonly ConvShape _shape;
    private readonly float[] _weights, _biases, _padded;

    /// <summary>A layer for <paramref name="frames"/> frames.</summary>
    /// <param name="shape">What it is.</param>
    /// <param name="weights">[outputs, inputs, kernel], as PyTorch has them.</param>
    /// <param name="biases">[outputs].</param>
    /// <param name="frames">The number of frames that it reads.</param>
    public Conv1d(ConvShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, int frames)
    {
        _shape = shape;
        _weights = new float[weights.Length];
        _biases = biases.ToArray();
        _padded = new float[(frames + 2 * shape.Padding) * shape.Inputs];
        OutputFrames = (frames + 2 * shape.Padding - shape.Kernel) / shape.Stride + 1;
        for (int i = 0, o = 0; o < shape.Outputs; o++)
        {
            for (int k = 0; k < shape.Kernel; k++)
            {
                for (int c = 0; c < shape.Inputs; c++) _weights[i++] = weights[(o * shape.Inputs + c) * shape.Kernel + k];
            }
        }
    }

    /// <summary>Where the frames are to be written, row-major [frames, inputs].</summary>
    public Span<float> Input => _padded.AsSpan(_shape.Padding * _shape.Inputs, _padded.Length - 2 * _shape.Padding * _shape.Inputs);

    /// <summary>The number of frames that it writes.</summary>
    public int OutputFrames { get; }

    /// <summary>Convolves what stands in <see cref="Input"/>.</summary>
    /// <param name="outputs">Row-major [output frames, outputs].</param>
    public void Run(Span<float> outputs)
    {
        int window = _shape.Kernel * _shape.Inputs, step = _shape.Stride * _shape.Inputs;
        // Each row of the weights is read once, for all frames.
        for (int o = 0; o < _shape.Outputs; o++)
        {
            ReadOnlySpan<float> row = _weights.AsSpan(o * window, window);
            for (int t = 0; t < OutputFrames; t++)
            {
                outputs[t * _shape.Outputs + o] = TensorPrimitives.Dot(row, _padded.AsSpan(t * step, window)) + _biases[o];
            }
        }
    }
}

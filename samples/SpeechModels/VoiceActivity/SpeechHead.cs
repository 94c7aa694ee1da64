using System.Numerics.Tensors;

namespace SpeechModels.VoiceActivity;

/// <summary>Features to a probability: an LSTM, then σ(w·ReLU(h) + b).</summary>
/// <remarks>The ReLU is for the output alone, the LSTM remembers h itself; so these are two models with a line between them.</remarks>
internal sealed class SpeechHead
{
    private readonly VoiceMemory _memory = new();
    private readonly VoiceOutput _output = new();
    private readonly float[] _hidden = new float[VoiceMemory.OutputSize];
    private VoiceMemory.State _state;

    /// <summary>Takes its tensors out of <paramref name="file"/>.</summary>
    /// <exception cref="RnnGen.ModelFormatException">One is missing, or of another shape.</exception>
    public SpeechHead(WeightFile file, SileroNames names)
    {
        const int Units = VoiceMemory.OutputSize, Rows = 4 * Units;
        _memory.Parameters.Write("lstm.weight_ih_l0", file.Take(names.Memory + "weight_ih", Rows, VoiceMemory.InputSize));
        _memory.Parameters.Write("lstm.weight_hh_l0", file.Take(names.Memory + "weight_hh", Rows, Units));
        // The file has PyTorch's two biases, of which only the sum matters.
        float[] bias = file.Take(names.Memory + "bias_ih", Rows);
        TensorPrimitives.Add(bias, file.Take(names.Memory + "bias_hh", Rows), bias);
        _memory.Parameters.Write("lstm.bias_l0", bias);
        _output.Parameters.Write("dense.weight", file.Take(names.Output + "weight", 1, Units, 1));
        _output.Parameters.Write("dense.bias", file.Take(names.Output + "bias", 1));
    }

    /// <summary>The LSTM's state.</summary>
    public ref readonly VoiceMemory.State State => ref _state;

    /// <summary>The probability of speech, given the features of all chunks since the beginning.</summary>
    /// <param name="features">[128].</param>
    public float Probability(ReadOnlySpan<float> features)
    {
        _memory.Step(features, ref _state, _hidden);
        TensorPrimitives.Max(_hidden, 0f, _hidden);
        float probability = 0;
        VoiceOutput.State none = default;
        _output.Step(_hidden, ref none, new Span<float>(ref probability));
        return probability;
    }

    /// <summary>Forgets all chunks.</summary>
    public void Reset() => _state = default;
}

namespace SpeechModels.VoiceActivity;

/// <summary>What Silero's tensors are called in its two kinds of files; the tensors are the same.</summary>
/// <param name="Basis">The cosines and sines of the Fourier transform, under the window.</param>
/// <param name="Convolution">Beginning of the four convolutions' names, from their index.</param>
/// <param name="Memory">Beginning of the LSTM's names.</param>
/// <param name="Output">Beginning of the last layer's names.</param>
internal sealed record SileroNames(string Basis, Func<int, string> Convolution, string Memory, string Output)
{
    /// <summary>silero_vad_16k.safetensors.</summary>
    public static SileroNames Safetensors { get; } = new("stft_conv.weight", index => $"conv{index + 1}.", "lstm_cell.", "final_conv.");

    /// <summary>silero_vad_16k_op15.onnx. The graph changes the LSTM's gates from PyTorch's order, which the tensors have, into ONNX's.</summary>
    public static SileroNames Onnx { get; } = new("model.stft.forward_basis_buffer", index => $"model.encoder.{index}.reparam_conv.", "model.decoder.rnn.", "model.decoder.decoder.2.");

    /// <summary>Those of the file.</summary>
    public static SileroNames Of(WeightFile file) => file.Has(Onnx.Basis) ? Onnx : Safetensors;
}

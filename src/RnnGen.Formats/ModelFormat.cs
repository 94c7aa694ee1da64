namespace RnnGen.Formats;

/// <summary>A kind of file that holds a trained network. docs/formats.md says what of each is read and written.</summary>
public enum ModelFormat
{
    /// <summary>safetensors: RnnGen's own, or a PyTorch <c>state_dict</c>.</summary>
    Safetensors,
    /// <summary>NumPy: <c>.npz</c> with the names that safetensors would have; also <c>.npy</c>, which holds one array and no network.</summary>
    Numpy,
    /// <summary>RTNeural's JSON of a Keras model: <c>in_shape</c> and <c>layers</c>.</summary>
    RtNeural,
    /// <summary>RTNeural's JSON of a PyTorch <c>state_dict</c>: names and nested arrays.</summary>
    RtNeuralTorch,
    /// <summary>AIDA-X: RTNeural's Keras layout with gains, skip and self-test.</summary>
    AidaX,
    /// <summary>GuitarML, Proteus, NeuralPi, CoreAudioML: <c>model_data</c> and <c>state_dict</c>.</summary>
    GuitarMl,
    /// <summary>Neural Amp Modeler <c>.nam</c>, architecture LSTM.</summary>
    Nam,
    /// <summary>A TensorFlow 1 char-RNN folder, as ml5 has them: <c>manifest.json</c>, one file of floats for each tensor, <c>vocab.json</c>.</summary>
    CharRnn,
    /// <summary>RNNoise v0.1 text.</summary>
    RnNoise,
    /// <summary>ONNX.</summary>
    Onnx,
    /// <summary>Keras HDF5 (<c>.h5</c>) or archive (<c>.keras</c>).</summary>
    Keras,
}

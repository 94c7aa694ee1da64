using RnnGen;

namespace SpeechModels.NoiseReduction;

// The first RNNoise's six layers, under its own names for them.

/// <summary>What the features say at once.</summary>
[RnnModel]
[Input(42)]
[Dense(24, Activation = Activation.Tanh, Name = "")]
internal sealed partial class InputDense;

/// <summary>Whether somebody speaks. Reads the input layer.</summary>
[RnnModel]
[Input(24)]
[Gru(24, Activation = Activation.Relu, Reset = GruReset.BeforeProduct, Name = "")]
internal sealed partial class VadGru;

/// <summary>What the noise is like. Reads the input layer, the voice and the features.</summary>
[RnnModel]
[Input(24 + 24 + 42)]
[Gru(48, Activation = Activation.Relu, Reset = GruReset.BeforeProduct, Name = "")]
internal sealed partial class NoiseGru;

/// <summary>What is to be taken away. Reads the voice, the noise and the features.</summary>
[RnnModel]
[Input(24 + 48 + 42)]
[Gru(96, Activation = Activation.Relu, Reset = GruReset.BeforeProduct, Name = "")]
internal sealed partial class DenoiseGru;

/// <summary>The gains of 22 bands.</summary>
[RnnModel]
[Input(96)]
[Dense(22, Activation = Activation.Sigmoid, Name = "")]
internal sealed partial class DenoiseOutput;

/// <summary>The probability of speech.</summary>
[RnnModel]
[Input(24)]
[Dense(1, Activation = Activation.Sigmoid, Name = "")]
internal sealed partial class VadOutput;

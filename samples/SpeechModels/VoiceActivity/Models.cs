using RnnGen;

namespace SpeechModels.VoiceActivity;

// Silero's layers. Convolutions are dense layers on windows of their kernel's frames: see Conv1d.

/// <summary>256 samples to a spectrum of 129 frequencies, real parts before imaginary ones.</summary>
[RnnModel]
[Input(256)]
[Dense(2 * 129, Bias = false)]
internal sealed partial class Spectrum;

/// <summary>The first convolution: three frames of magnitudes.</summary>
[RnnModel]
[Input(3 * 129)]
[Dense(128, Activation = Activation.Relu)]
internal sealed partial class FirstConvolution;

/// <summary>The second.</summary>
[RnnModel]
[Input(3 * 128)]
[Dense(64, Activation = Activation.Relu)]
internal sealed partial class SecondConvolution;

/// <summary>The third.</summary>
[RnnModel]
[Input(3 * 64)]
[Dense(64, Activation = Activation.Relu)]
internal sealed partial class ThirdConvolution;

/// <summary>The fourth.</summary>
[RnnModel]
[Input(3 * 64)]
[Dense(128, Activation = Activation.Relu)]
internal sealed partial class FourthConvolution;

/// <summary>Remembers what was heard: one vector for each 32 ms.</summary>
[RnnModel]
[Input(128)]
[Lstm(128)]
internal sealed partial class VoiceMemory;

/// <summary>The probability that what is remembered is speech: a convolution over one frame.</summary>
[RnnModel]
[Input(128)]
[Dense(1, Activation = Activation.Sigmoid)]
internal sealed partial class VoiceOutput;

using RnnGen;

namespace SpeechModels.VoiceActivity;

/// <summary>Remembers what was heard: one vector for each 32 ms.</summary>
[RnnModel]
[Input(128)]
[Lstm(128)]
internal sealed partial class VoiceMemory;

/// <summary>The probability that what is remembered is speech; a convolution of width 1, over one frame, is a dense layer.</summary>
[RnnModel]
[Input(128)]
[Dense(1, Activation = Activation.Sigmoid)]
internal sealed partial class VoiceOutput;

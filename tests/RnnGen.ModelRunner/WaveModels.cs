namespace RnnGen.Tests.Models;

// Small stacks, whose sequences run as a wave: all layers, or the first ones with others behind.

[RnnModel, Input(8), Lstm(8, Layers = 2)]
public sealed partial class WaveOfTwo;

[RnnModel, Input(3), Gru(16, Layers = 3)]
public sealed partial class WaveOfThree;

[RnnModel, Input(2), MinGru(8, Layers = 5)]
public sealed partial class WaveOfFour;

[RnnModel, Input(2), Lstm(4, Layers = 4), Lstm(20), Dense(3)]
public sealed partial class WaveInGroups;

[RnnModel, OneHot(5), Embedding(7, 3), Lstm(12), Gru(6), Rnn(9), Dense(2)]
public sealed partial class WaveOfKinds;

// Rows that both layers read: straight code with two sets of sums in one layer's own kernel, a loop in the other's.

[RnnModel, Input(1), Lstm(12), Lstm(16)]
public sealed partial class WaveOfLoops;

[RnnModel, Input(1), Rnn(16), Lstm(8)]
public sealed partial class WaveOfSets;

[RnnModel, OneHot(9), Lstm(12)]
public sealed partial class WaveOfOne;

[RnnModel(InputSkip = true), Input(3), Lstm(7, Layers = 2, Dropout = 0.3f, Gates = LstmGates.Coupled, CellClip = 3), Dropout(0.2f), Rnn(5, Activation = Activation.Elu, Bias = false), Gru(9, Skip = Skip.None), Dense(3)]
public sealed partial class WaveWithSkip;

[RnnModel(Output = OutputMode.LastStep), Input(2), Lstm(8, Layers = 2), Dense(3)]
public sealed partial class LastOfWave;

[RnnModel(Output = OutputMode.LastStep), Input(2), Gru(8, Layers = 2), Lstm(20), Dense(3)]
public sealed partial class LastBehindWave;

// As much text as one method of a wave may have.

[RnnModel, Input(3), Lstm(16, Layers = 4)]
public sealed partial class LargestWave;

[RnnModel, Input(2), Lstm(16, Layers = 4, GateActivation = Activation.Elu, Activation = Activation.Elu, OutputActivation = Activation.Elu, Clip = 0.9f, CellClip = 0.7f)]
public sealed partial class WaveOfLongFunctions;

namespace RnnGen.Tests.Surface;

[RnnModel, Input(20), Dense(20, Bias = false), Dropout(0.4f)]
public sealed partial class DropAll;

[RnnModel, Input(1), Rnn(2, Layers = 3, Activation = Activation.Identity, Bias = false, Name = "")]
public sealed partial class PlainLayers;

[RnnModel, Input(1), Rnn(2, Layers = 3, Activation = Activation.Identity, Bias = false, Skip = Skip.Residual, Name = "")]
public sealed partial class ResidualLayers;

[RnnModel, Input(1), Rnn(2, Layers = 3, Activation = Activation.Identity, Skip = Skip.Highway, Name = "")]
public sealed partial class HighwayLayers;

[RnnModel, Input(1), Rnn(2, Layers = 3, Activation = Activation.Identity, Bias = false, Skip = Skip.Dense, Name = "")]
public sealed partial class DenseLayers;

[RnnModel, OneHot(5), Lstm(24, Layers = 2, Dropout = 0.2f, RecurrentDropout = 0.2f), Dropout(0.1f), Dense(5)]
public sealed partial class Regularised;

[RnnModel, Embedding(5, 4), Gru(4), Dense(5, Tied = true)]
public sealed partial class TiedGru;

[RnnModel, Embedding(5, 4), Gru(4), Dense(5)]
public sealed partial class UntiedGru;

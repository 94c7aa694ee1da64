namespace RnnGen.Tests.Models;

[RnnModel, Input(3), Lstm(20, Layers = 3, Skip = Skip.Residual), Dense(2)]
public sealed partial class ResidualStack;

[RnnModel, Embedding(7, 5), Gru(37, Layers = 2, Skip = Skip.Highway), Dense(7)]
public sealed partial class HighwayStack;

[RnnModel, OneHot(6), Rnn(9, Layers = 3, Skip = Skip.Dense), Dense(6)]
public sealed partial class DenseStack;

[RnnModel, Input(2), Gru(5, Layers = 2, Direction = Direction.Bidirectional, Skip = Skip.Residual, Reset = GruReset.BeforeProduct)]
public sealed partial class TwoWayResidual;

[RnnModel, OneHot(4), Embedding(5, 3), Lstm(17, Layers = 3, Direction = Direction.Bidirectional, Merge = Merge.Mean, Skip = Skip.Dense, Projection = 6)]
public sealed partial class TwoWayDense;

[RnnModel, Input(3), Rnn(130, Layers = 2, Direction = Direction.Backward, Skip = Skip.Highway, Bias = false, Activation = Activation.Sigmoid)]
public sealed partial class BackwardHighway;

[RnnModel(Output = OutputMode.FinalState), Input(3), Lstm(7, Layers = 2, Skip = Skip.Residual), Dense(3)]
public sealed partial class FinalOfResidual;

[RnnModel(Output = OutputMode.FinalState), Input(3), Gru(7, Layers = 2, Skip = Skip.Highway, Direction = Direction.Backward)]
public sealed partial class FinalOfBackwardHighway;

[RnnModel(Output = OutputMode.FinalState), Input(3), MinGru(7, Layers = 3, Skip = Skip.Dense, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class FinalOfTwoWayDense;

[RnnModel(Output = OutputMode.Max), Input(3), Lstm(9, Layers = 2, Skip = Skip.Highway)]
public sealed partial class MaxOfHighway;

[RnnModel(Output = OutputMode.LastStep), Input(3), Dense(4), Gru(9, Layers = 3, Skip = Skip.Dense), Rnn(5, Layers = 2, Skip = Skip.Residual), Dense(3)]
public sealed partial class LastOfStacks;

[RnnModel, Embedding(7, 5), Dropout(0.3f), Lstm(20, Layers = 2, Dropout = 0.4f), Dropout(0.2f), Dense(7)]
public sealed partial class DroppedLstm;

[RnnModel, Input(3), Gru(37, RecurrentDropout = 0.5f), Dense(2), Dropout(0.1f)]
public sealed partial class RecurrentDropoutGru;

[RnnModel(InputSkip = true), Input(5), Dropout(0.25f), Dropout(0.1f), Gru(9, RecurrentDropout = 0.3f, Reset = GruReset.BeforeProduct, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class DroppedInput;

[RnnModel(Output = OutputMode.Mean), OneHot(6), OneHot(4), Embedding(5, 3), Dropout(0.5f), Rnn(9, Layers = 3, Skip = Skip.Dense, Dropout = 0.2f, RecurrentDropout = 0.6f), Dropout(0.5f), Dense(4, Activation = Activation.Tanh), Dropout(0.2f), Dense(3)]
public sealed partial class DroppedTokens;

[RnnModel(Output = OutputMode.FinalState), Input(3), Lstm(9, Layers = 2, Skip = Skip.Highway, Direction = Direction.Backward, Dropout = 0.3f, RecurrentDropout = 0.3f, Projection = 5), Dropout(0.4f)]
public sealed partial class DroppedFinal;

// Dropout of nothing is what is tested.
#pragma warning disable RNN110
[RnnModel(Output = OutputMode.Max), Input(3), Gru(130, RecurrentDropout = 0.2f), Lstm(7, Direction = Direction.Bidirectional, Layers = 2, Skip = Skip.Residual, Dropout = 0.3f, RecurrentDropout = 0.3f), Dropout(0.4f), Dropout(0f)]
public sealed partial class DroppedMax;
#pragma warning restore RNN110

[RnnModel, Embedding(7, 5), Lstm(5, Layers = 2), Dense(7, Tied = true)]
public sealed partial class TiedScores;

[RnnModel(Output = OutputMode.LastStep), Embedding(401, 9), Dropout(0.2f), Gru(20, Direction = Direction.Bidirectional), Dense(9), Dense(401, Tied = true, Bias = false)]
public sealed partial class TiedWide;

[RnnModel, Embedding(530, 6), Rnn(6, Layers = 3, Skip = Skip.Dense), Dense(530, Tied = true, Activation = Activation.Softmax, Name = "")]
public sealed partial class TiedDense;

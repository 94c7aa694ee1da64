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

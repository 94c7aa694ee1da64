namespace RnnGen.Tests.Models;

[RnnModel, Input(3), Lstm(8, Direction = Direction.Backward), Dense(2)]
public sealed partial class BackwardLstm;

[RnnModel, Input(3), Lstm(20, Direction = Direction.Bidirectional, Layers = 2), Dense(5)]
public sealed partial class TwoWayStack;

[RnnModel, OneHot(9), Gru(7, Direction = Direction.Bidirectional, Merge = Merge.Sum)]
public sealed partial class SummedGru;

[RnnModel, Embedding(9, 5), Gru(37, Direction = Direction.Bidirectional, Merge = Merge.Mean, Reset = GruReset.BeforeProduct), Gru(4)]
public sealed partial class MeanGruThenForward;

[RnnModel, Input(2), Rnn(17, Direction = Direction.Bidirectional, Merge = Merge.Product, Layers = 3)]
public sealed partial class ProductOfRnn;

[RnnModel(Output = OutputMode.FinalState), Input(2), Lstm(13, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class FinalOfTwoWay;

[RnnModel(Output = OutputMode.FinalState), Input(2), Gru(6, Direction = Direction.Bidirectional, Merge = Merge.Product)]
public sealed partial class FinalProduct;

[RnnModel(Output = OutputMode.FinalState), Input(2), Gru(6, Direction = Direction.Backward)]
public sealed partial class FinalOfBackward;

[RnnModel(Output = OutputMode.LastStep), Input(2), Lstm(5, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class LastOfTwoWay;

#pragma warning disable RNN134 // Of little use, but what is generated must be right.
[RnnModel(Output = OutputMode.LastStep), Input(2), Rnn(5, Direction = Direction.Backward)]
public sealed partial class LastOfBackward;
#pragma warning restore RNN134

[RnnModel(Output = OutputMode.Max), OneHot(4), Lstm(9, Direction = Direction.Bidirectional, Merge = Merge.Sum), Dense(4), Dense(3)]
public sealed partial class MaxOfTwoWay;

[RnnModel(Output = OutputMode.Mean, InputSkip = false), Input(4), Lstm(130, Direction = Direction.Backward), Dense(3)]
public sealed partial class MeanOfBackward;

[RnnModel, Input(3), Lstm(20, Projection = 8, Layers = 2), Dense(2)]
public sealed partial class ProjectingStack;

[RnnModel(Output = OutputMode.LastStep), OneHot(5), Lstm(130, Projection = 37)]
public sealed partial class WideProjection;

[RnnModel(Output = OutputMode.FinalState), Input(3), Lstm(9, Projection = 1, Direction = Direction.Bidirectional)]
public sealed partial class TwoWayProjection;

[RnnModel, Embedding(4, 3), Lstm(16, Projection = 5, Direction = Direction.Bidirectional, Layers = 2, Merge = Merge.Product)]
public sealed partial class ProductOfProjections;

[RnnModel, Input(3), Lstm(20, Peephole = true), Dense(2)]
public sealed partial class Peepholes;

[RnnModel, Input(3), Lstm(37, Peephole = true, Gates = LstmGates.Coupled, Layers = 2)]
public sealed partial class CoupledPeepholes;

[RnnModel, OneHot(4), Lstm(9, Gates = LstmGates.NoForget, CellClip = 0.3f), Lstm(130, Gates = LstmGates.NoForget, Peephole = true)]
public sealed partial class NoForget;

[RnnModel, Input(2), Lstm(13, Clip = 0.2f, CellClip = 0.1f, Peephole = true, Projection = 4, Direction = Direction.Bidirectional)]
public sealed partial class ClippedEverything;

[RnnModel, Input(2), Gru(21, Clip = 0.2f), Gru(21, Clip = 0.1f, Reset = GruReset.BeforeProduct)]
public sealed partial class ClippedGru;

[RnnModel, Input(2), Lstm(7, Gates = LstmGates.NoForget, Clip = 0.4f, CellClip = 0.3f, Peephole = true)]
public sealed partial class ClippedNoForget;

[RnnModel, Input(5), MinGru(37, Layers = 2), Dense(3)]
public sealed partial class MinGruStack;

[RnnModel(Output = OutputMode.FinalState), OneHot(5), MinGru(6, Direction = Direction.Bidirectional, Bias = false)]
public sealed partial class TwoWayMinGru;

[RnnModel, Input(3), Lstm(37, LayerNorm = true, Layers = 2), Dense(3)]
public sealed partial class NormalisedLstm;

[RnnModel, OneHot(5), Gru(21, LayerNorm = true), Rnn(6, LayerNorm = true, Bias = false)]
public sealed partial class NormalisedGruAndRnn;

[RnnModel(Output = OutputMode.LastStep), Input(2), Gru(130, LayerNorm = true, Reset = GruReset.BeforeProduct, Bias = false), Dense(2)]
public sealed partial class NormalisedGruBefore;

[RnnModel, Embedding(5, 3)]
[Lstm(20, LayerNorm = true, Peephole = true, Gates = LstmGates.Coupled, Projection = 7, Clip = 0.9f, CellClip = 0.5f, Direction = Direction.Bidirectional)]
public sealed partial class NormalisedEverything;

[RnnModel, Input(2), Gru(9, LayerNorm = true, Reset = GruReset.BeforeProduct, Clip = 0.8f, Direction = Direction.Bidirectional, Merge = Merge.Sum)]
public sealed partial class NormalisedTwoWayGru;

[RnnModel, OneHot(5), Dropout(0.3f), Gru(9, LayerNorm = true, RecurrentDropout = 0.2f, Layers = 2)]
public sealed partial class NormalisedDropped;

[RnnModel, Input(2), Lstm(100, Gates = LstmGates.Coupled)]
public sealed partial class WideCoupled;

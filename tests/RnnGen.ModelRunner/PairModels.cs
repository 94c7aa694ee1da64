namespace RnnGen.Tests.Models;

// Each joins states in another way.

[RnnModel, OneHot(7), Gru(12)]
public sealed partial class GruReader;

[RnnModel, OneHot(9), Gru(12), Dense(8)]
public sealed partial class GruWriter;

[Seq2Seq(typeof(GruReader), typeof(GruWriter))]
public sealed partial class GruPair;

[RnnModel(Output = OutputMode.FinalState), Embedding(7, 5), OneHot(3), Lstm(9, Direction = Direction.Bidirectional, Layers = 2)]
public sealed partial class TwoWayReader;

[RnnModel, Embedding(9, 4), Lstm(21, Projection = 6), Gru(5), Dense(8)]
public sealed partial class MixedWriter;

[Seq2Seq(typeof(TwoWayReader), typeof(MixedWriter), Bridge = Bridge.Dense)]
public sealed partial class BridgedPair;

[RnnModel(Output = OutputMode.Mean), Input(3), Dense(5, Activation = Activation.Tanh), Lstm(10), Lstm(6)]
public sealed partial class RealReader;

[RnnModel, Input(2), Lstm(10), Lstm(6), Dense(2)]
public sealed partial class RealWriter;

[Seq2Seq(typeof(RealReader), typeof(RealWriter))]
public sealed partial class RealPair;

[Seq2Seq(typeof(RealReader), typeof(GruWriter), Bridge = Bridge.Dense, BridgeActivation = Activation.Elu, BridgeActivationAlpha = 0.5f)]
public sealed partial class RealToTokens;

[RnnModel(Output = OutputMode.FinalState), Embedding(7, 5), Dropout(0.3f), Gru(9, Direction = Direction.Bidirectional, RecurrentDropout = 0.2f)]
public sealed partial class DroppedReader;

[RnnModel, OneHot(9), Gru(7, Layers = 2, Dropout = 0.4f), Dropout(0.3f), Dense(8)]
public sealed partial class DroppedWriter;

[Seq2Seq(typeof(DroppedReader), typeof(DroppedWriter), Bridge = Bridge.Dense)]
public sealed partial class DroppedPair;

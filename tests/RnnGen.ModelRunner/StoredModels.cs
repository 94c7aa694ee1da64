namespace RnnGen.Tests.Models;

// Smaller weights: every cell in both storages; row counts that do not fill words; parts that begin within a word.

[RnnModel(Storage = WeightStorage.BFloat16), Input(64), Lstm(128), Dense(10)]
public sealed partial class HalfLstm;

[RnnModel(Storage = WeightStorage.Int8), Input(64), Lstm(128), Dense(10)]
public sealed partial class ByteLstm;

[RnnModel(Storage = WeightStorage.BFloat16), Input(3), Lstm(21, Layers = 2), Dense(2)]
public sealed partial class HalfStack;

[RnnModel(Storage = WeightStorage.Int8), Input(3), Lstm(21, Layers = 2), Dense(2)]
public sealed partial class ByteStack;

[RnnModel(Storage = WeightStorage.Int8), Input(1), Lstm(9)]
public sealed partial class ByteOneInput;

[RnnModel(Storage = WeightStorage.BFloat16), OneHot(11), Embedding(7, 5), Gru(37), Dense(6, Activation = Activation.Softmax)]
public sealed partial class HalfTokenGru;

[RnnModel(Storage = WeightStorage.Int8), OneHot(11), Embedding(7, 5), OneHot(6), Gru(37), Dense(6, Activation = Activation.Softmax)]
public sealed partial class ByteTokenGru;

[RnnModel(Storage = WeightStorage.BFloat16), OneHot(9), Gru(130, Reset = GruReset.BeforeProduct), Dense(5)]
public sealed partial class HalfGruBefore;

[RnnModel(Storage = WeightStorage.Int8), OneHot(9), Gru(130, Reset = GruReset.BeforeProduct), Dense(5)]
public sealed partial class ByteGruBefore;

[RnnModel(Storage = WeightStorage.Int8), Input(100), Gru(100, Bias = false), Dense(3, Bias = false)]
public sealed partial class ByteWideGru;

[RnnModel(Storage = WeightStorage.BFloat16), Input(3), Rnn(300), MinGru(37)]
public sealed partial class HalfRnnAndMinGru;

[RnnModel(Storage = WeightStorage.Int8), Input(3), Rnn(300), MinGru(37)]
public sealed partial class ByteRnnAndMinGru;

[RnnModel(Storage = WeightStorage.BFloat16), Input(2), Lstm(33, Projection = 13, Peephole = true, Gates = LstmGates.Coupled, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class HalfTwoWay;

[RnnModel(Storage = WeightStorage.Int8, Output = OutputMode.Max), Input(2), Lstm(33, Projection = 13, Peephole = true, Direction = Direction.Bidirectional), Dense(3)]
public sealed partial class ByteTwoWay;

[RnnModel(Storage = WeightStorage.BFloat16), Input(5), Lstm(20, LayerNorm = true, Layers = 3, Skip = Skip.Dense), Gru(9, LayerNorm = true, Reset = GruReset.BeforeProduct)]
public sealed partial class HalfNormalised;

[RnnModel(Storage = WeightStorage.Int8), Input(5), Lstm(20, LayerNorm = true, Layers = 3, Skip = Skip.Highway), Gru(9, LayerNorm = true)]
public sealed partial class ByteNormalised;

[RnnModel(Storage = WeightStorage.Int8), Input(3), Gru(7, Layers = 4, Skip = Skip.Dense), Dense(3)]
public sealed partial class ByteDenseStack;

[RnnModel(Storage = WeightStorage.BFloat16), Embedding(75, 21), Gru(30, Dropout = 0.3f, Layers = 2), Dense(21), Dense(75, Tied = true)]
public sealed partial class HalfTied;

[RnnModel(Storage = WeightStorage.Int8), Embedding(150, 22), Dropout(0.3f), Gru(30), Dense(22), Dense(150, Tied = true)]
public sealed partial class ByteTied;

[RnnModel(Storage = WeightStorage.Int8), OneHot(10), Dropout(0.3f), Lstm(18, Direction = Direction.Backward), Dense(4)]
public sealed partial class ByteBackward;

/// <summary>What <see cref="HalfStack"/> and <see cref="ByteStack"/> are trained as.</summary>
[RnnModel, Input(3), Lstm(21, Layers = 2), Dense(2)]
public sealed partial class FloatStack;

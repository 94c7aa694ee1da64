namespace RnnGen.Tests.Models;

[RnnModel(Math = MathMode.Fast), Input(1), Lstm(16), Dense(1)]
public sealed partial class FastAmp;

[RnnModel(Math = MathMode.Fast), Embedding(7, 5), Gru(21, Layers = 2, Skip = Skip.Highway), Dense(7, Activation = Activation.Tanh)]
public sealed partial class FastGru;

[RnnModel(Math = MathMode.Fast), Input(2), Rnn(9), MinGru(8), Gru(5, Reset = GruReset.BeforeProduct, Clip = 0.9f)]
public sealed partial class FastMixture;

[RnnModel(Math = MathMode.Fast), Input(3), Lstm(37, LayerNorm = true, Projection = 6, Direction = Direction.Bidirectional), Rnn(6, LayerNorm = true)]
public sealed partial class FastNormalised;

namespace RnnGen.Tests.Training;

[RnnModel, Input(3), Lstm(8, Name = "rnn"), Dense(1, Name = "head")]
public sealed partial class TorchLstm8;

[RnnModel, Input(3), Lstm(16, Name = "rnn"), Dense(1, Name = "head")]
public sealed partial class TorchLstm16;

[RnnModel, Input(3), Gru(8, Name = "rnn"), Dense(2, Name = "head")]
public sealed partial class TorchGru;

[RnnModel(Output = OutputMode.LastStep), Input(3), Gru(8, Layers = 2, Name = "rnn"), Dense(1, Name = "head")]
public sealed partial class TorchGru2Last;

[RnnModel, Embedding(20, 6, Name = "emb"), Lstm(12, Name = "rnn"), Dense(20, Name = "head")]
public sealed partial class TorchCharLstm;

[RnnModel, Embedding(20, 6, Name = "emb"), Gru(12, Name = "rnn"), Dense(20, Name = "head")]
public sealed partial class TorchCharGru;

[RnnModel, Input(3), Rnn(8, Name = "rnn"), Dense(1, Name = "head")]
public sealed partial class TorchRnn;

[RnnModel, Input(3), Rnn(8, Name = "rnn", Activation = Activation.Relu), Dense(1, Name = "head")]
public sealed partial class TorchReluRnn;

[RnnModel(Output = OutputMode.LastStep), Input(3), Rnn(8, Name = "rnn"), Dense(3, Name = "head")]
public sealed partial class TorchRnnLast;

[RnnModel, Input(3), Lstm(8, Layers = 2, Direction = Direction.Bidirectional, Name = "rnn"), Dense(4, Name = "head")]
public sealed partial class TorchLstmBothWays;

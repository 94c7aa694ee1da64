namespace RnnGen.Tests.Models;

[RnnModel, Input(1), Lstm(16), Dense(1)]
public sealed partial class LstmAmp;

[RnnModel, OneHot(65), Lstm(128, Layers = 2), Dense(65)]
public sealed partial class CharModel;

[RnnModel, Input(3), Lstm(8, Layers = 2), Dense(2)]
public sealed partial class SmallStack;

[RnnModel, Input(5), Lstm(40)]
public sealed partial class BareLstm;

[RnnModel, Input(3), Gru(20), Dense(7)]
public sealed partial class SmallGru;

[RnnModel, Input(2), Gru(100, Bias = false), Dense(3, Bias = false)]
public sealed partial class WideGru;

[RnnModel, OneHot(10), Gru(37, Reset = GruReset.BeforeProduct), Dense(10, Activation = Activation.Softmax)]
public sealed partial class GruBefore;

[RnnModel, OneHot(11), Embedding(7, 5), Gru(130, Reset = GruReset.BeforeProduct)]
public sealed partial class WideGruBefore;

[RnnModel, Embedding(30, 6), Embedding(9, 3, Name = "shape"), OneHot(4), Rnn(21, Activation = Activation.Relu), Dense(5)]
public sealed partial class Tagger;

[RnnModel, Input(1), Rnn(1)]
public sealed partial class OneUnit;

[RnnModel, Input(3), Rnn(300, Activation = Activation.Softsign), Dense(2)]
public sealed partial class WideRnn;

[RnnModel(Output = OutputMode.LastStep), Input(3), Lstm(12), Dense(8, Activation = Activation.Tanh), Dense(3)]
public sealed partial class LastOfLstm;

[RnnModel(Output = OutputMode.FinalState), Input(3), Gru(12)]
public sealed partial class FinalOfGru;

[RnnModel(Output = OutputMode.Mean), OneHot(6), Rnn(19), Dense(3)]
public sealed partial class MeanOfRnn;

[RnnModel(Output = OutputMode.Max), Embedding(6, 4), Lstm(18), Dense(3)]
public sealed partial class MaxOfLstm;

[RnnModel(InputSkip = true), Input(2), Lstm(20), Dense(1)]
public sealed partial class SkippingLstm;

[RnnModel, Input(4), Dense(9, Activation = Activation.Elu), Rnn(7, Layers = 3, Activation = Activation.Sigmoid), Dense(3, Activation = Activation.Softplus)]
public sealed partial class DenseFirst;

[RnnModel, Input(2)]
[Lstm(17, GateActivation = Activation.HardSigmoid, Activation = Activation.ScaledTanh, ActivationAlpha = 1.7f, ActivationBeta = 0.6f, OutputActivation = Activation.LeakyRelu)]
[Gru(9, GateActivation = Activation.Sigmoid, Activation = Activation.Affine, ActivationAlpha = 0.5f, ActivationBeta = 0.1f)]
public sealed partial class OddActivations;

[RnnModel, Input(6), Dense(4, Activation = Activation.Softmax)]
public sealed partial class DenseOnly;

[RnnModel, Input(40), Dense(40, Activation = Activation.Softmax)]
public sealed partial class SquareSoftmax;

[RnnModel, Input(64), Dense(64)]
public sealed partial class SquareDense;

[RnnModel, Input(36), Gru(36)]
public sealed partial class SquareGru;

[RnnModel, Input(128), Lstm(256)]
public sealed partial class LargeLstm;

[RnnModel, Input(128), Gru(256)]
public sealed partial class LargeGru;

[RnnModel(InputSkip = true), Input(1), Lstm(16), Dense(1)]
public sealed partial class SkippingAmp;

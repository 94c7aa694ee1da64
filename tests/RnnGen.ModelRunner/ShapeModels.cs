namespace RnnGen.Tests.Models;

[RnnModel, OneHot(4), Gru(6), Dense(3)]
public sealed partial class TinyWriter;

[RnnModel, Input(3), Lstm(5), Dense(3, Activation = Activation.Tanh)]
public sealed partial class Oscillator;

[RnnModel, Input(2), Gru(7, Layers = 2), Dense(4)]
public sealed partial class Unfolder;

using RnnGen;

namespace FlowSample;

/// <summary>Which symbol came first? A simple recurrent layer.</summary>
[RnnModel(Output = OutputMode.LastStep), OneHot(FirstSymbol.Vocabulary), Rnn(32), Dense(FirstSymbol.Symbols)]
public sealed partial class RnnMemory;

/// <summary>The same with an LSTM.</summary>
[RnnModel(Output = OutputMode.LastStep), OneHot(FirstSymbol.Vocabulary), Lstm(32), Dense(FirstSymbol.Symbols)]
public sealed partial class LstmMemory;

/// <summary>The same with a GRU.</summary>
[RnnModel(Output = OutputMode.LastStep), OneHot(FirstSymbol.Vocabulary), Gru(32), Dense(FirstSymbol.Symbols)]
public sealed partial class GruMemory;

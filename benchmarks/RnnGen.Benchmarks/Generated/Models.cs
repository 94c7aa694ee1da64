namespace RnnGen.Benchmarks.Generated;

// The generated contestants: one model for each of CellShape.All.

[RnnModel, Input(1), Rnn(16)]
internal sealed partial class Rnn1To16;

[RnnModel, Input(16), Rnn(32)]
internal sealed partial class Rnn16To32;

[RnnModel, Input(64), Rnn(128)]
internal sealed partial class Rnn64To128;

[RnnModel, Input(1), Lstm(16)]
internal sealed partial class Lstm1To16;

[RnnModel, Input(16), Lstm(32)]
internal sealed partial class Lstm16To32;

[RnnModel, Input(64), Lstm(128)]
internal sealed partial class Lstm64To128;

[RnnModel, Input(1), Gru(16)]
internal sealed partial class Gru1To16;

[RnnModel, Input(16), Gru(32)]
internal sealed partial class Gru16To32;

[RnnModel, Input(64), Gru(128)]
internal sealed partial class Gru64To128;

namespace RnnGen.Benchmarks.Generated;

// The smallest cells once more, with the coarser functions.

[RnnModel(Math = MathMode.Fast), Input(1), Lstm(8)]
internal sealed partial class FastLstm1To8;

[RnnModel(Math = MathMode.Fast), Input(1), Lstm(16)]
internal sealed partial class FastLstm1To16;

[RnnModel(Math = MathMode.Fast), Input(1), Lstm(20)]
internal sealed partial class FastLstm1To20;

[RnnModel(Math = MathMode.Fast), Input(1), Gru(8)]
internal sealed partial class FastGru1To8;

[RnnModel(Math = MathMode.Fast), Input(1), Gru(16)]
internal sealed partial class FastGru1To16;

[RnnModel(Math = MathMode.Fast), Input(1), Gru(20)]
internal sealed partial class FastGru1To20;

[RnnModel(Math = MathMode.Fast), Input(1), Rnn(16)]
internal sealed partial class FastRnn1To16;

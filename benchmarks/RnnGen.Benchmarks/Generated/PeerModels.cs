namespace RnnGen.Benchmarks.Generated;

// What is compared with the peers beyond Models.cs: the sizes of PeerTarget.All.

[RnnModel, Input(1), Lstm(8)]
internal sealed partial class Lstm1To8;

[RnnModel, Input(1), Lstm(20)]
internal sealed partial class Lstm1To20;

[RnnModel, Input(1), Lstm(32)]
internal sealed partial class Lstm1To32;

[RnnModel, Input(1), Lstm(40)]
internal sealed partial class Lstm1To40;

[RnnModel, Input(1), Lstm(64)]
internal sealed partial class Lstm1To64;

[RnnModel, Input(8), Lstm(16)]
internal sealed partial class Lstm8To16;

[RnnModel, Input(32), Lstm(64)]
internal sealed partial class Lstm32To64;

[RnnModel, Input(128), Lstm(256)]
internal sealed partial class Lstm128To256;

[RnnModel, Input(1), Gru(8)]
internal sealed partial class Gru1To8;

[RnnModel, Input(1), Gru(20)]
internal sealed partial class Gru1To20;

[RnnModel, Input(1), Gru(32)]
internal sealed partial class Gru1To32;

[RnnModel, Input(1), Gru(40)]
internal sealed partial class Gru1To40;

[RnnModel, Input(1), Gru(64)]
internal sealed partial class Gru1To64;

[RnnModel, Input(8), Gru(16)]
internal sealed partial class Gru8To16;

[RnnModel, Input(32), Gru(64)]
internal sealed partial class Gru32To64;

[RnnModel, Input(128), Gru(256)]
internal sealed partial class Gru128To256;

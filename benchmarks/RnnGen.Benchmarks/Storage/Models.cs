namespace RnnGen.Benchmarks.Storage;

// One network in three storages, for each size. In the smallest ones the floats fit into the first-level cache, on purpose.
#pragma warning disable RNN302

[RnnModel, Input(16), Lstm(32)] internal sealed partial class Lstm32;
[RnnModel(Storage = WeightStorage.BFloat16), Input(16), Lstm(32)] internal sealed partial class HalfLstm32;
[RnnModel(Storage = WeightStorage.Int8), Input(16), Lstm(32)] internal sealed partial class ByteLstm32;

[RnnModel, Input(32), Lstm(64)] internal sealed partial class Lstm64;
[RnnModel(Storage = WeightStorage.BFloat16), Input(32), Lstm(64)] internal sealed partial class HalfLstm64;
[RnnModel(Storage = WeightStorage.Int8), Input(32), Lstm(64)] internal sealed partial class ByteLstm64;

[RnnModel, Input(64), Lstm(128)] internal sealed partial class Lstm128;
[RnnModel(Storage = WeightStorage.BFloat16), Input(64), Lstm(128)] internal sealed partial class HalfLstm128;
[RnnModel(Storage = WeightStorage.Int8), Input(64), Lstm(128)] internal sealed partial class ByteLstm128;

[RnnModel, Input(128), Lstm(256)] internal sealed partial class Lstm256;
[RnnModel(Storage = WeightStorage.BFloat16), Input(128), Lstm(256)] internal sealed partial class HalfLstm256;
[RnnModel(Storage = WeightStorage.Int8), Input(128), Lstm(256)] internal sealed partial class ByteLstm256;

[RnnModel, Input(256), Lstm(512)] internal sealed partial class Lstm512;
[RnnModel(Storage = WeightStorage.BFloat16), Input(256), Lstm(512)] internal sealed partial class HalfLstm512;
[RnnModel(Storage = WeightStorage.Int8), Input(256), Lstm(512)] internal sealed partial class ByteLstm512;

[RnnModel, Input(16), Gru(32)] internal sealed partial class Gru32;
[RnnModel(Storage = WeightStorage.BFloat16), Input(16), Gru(32)] internal sealed partial class HalfGru32;
[RnnModel(Storage = WeightStorage.Int8), Input(16), Gru(32)] internal sealed partial class ByteGru32;

[RnnModel, Input(32), Gru(64)] internal sealed partial class Gru64;
[RnnModel(Storage = WeightStorage.BFloat16), Input(32), Gru(64)] internal sealed partial class HalfGru64;
[RnnModel(Storage = WeightStorage.Int8), Input(32), Gru(64)] internal sealed partial class ByteGru64;

[RnnModel, Input(64), Gru(128)] internal sealed partial class Gru128;
[RnnModel(Storage = WeightStorage.BFloat16), Input(64), Gru(128)] internal sealed partial class HalfGru128;
[RnnModel(Storage = WeightStorage.Int8), Input(64), Gru(128)] internal sealed partial class ByteGru128;

[RnnModel, Input(128), Gru(256)] internal sealed partial class Gru256;
[RnnModel(Storage = WeightStorage.BFloat16), Input(128), Gru(256)] internal sealed partial class HalfGru256;
[RnnModel(Storage = WeightStorage.Int8), Input(128), Gru(256)] internal sealed partial class ByteGru256;

[RnnModel, Input(256), Gru(512)] internal sealed partial class Gru512;
[RnnModel(Storage = WeightStorage.BFloat16), Input(256), Gru(512)] internal sealed partial class HalfGru512;
[RnnModel(Storage = WeightStorage.Int8), Input(256), Gru(512)] internal sealed partial class ByteGru512;

[RnnModel, OneHot(128), Lstm(128), Dense(128)] internal sealed partial class Writer;
[RnnModel(Storage = WeightStorage.BFloat16), OneHot(128), Lstm(128), Dense(128)] internal sealed partial class HalfWriter;
[RnnModel(Storage = WeightStorage.Int8), OneHot(128), Lstm(128), Dense(128)] internal sealed partial class ByteWriter;

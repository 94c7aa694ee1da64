using RnnGen;

namespace GuitarAmp.Playing;

// The shapes that people train amplifiers in, each with and without a skip (see CompiledModels). A new one is two lines: its
// declaration here and its name there.

// NAM, AIDA-X, GuitarML, Proteus, RTNeural.
[RnnModel, Input(1), Lstm(3), Dense(1)] internal sealed partial class Lstm3;
[RnnModel, Input(1), Lstm(8), Dense(1)] internal sealed partial class Lstm8;
[RnnModel, Input(1), Lstm(12), Dense(1)] internal sealed partial class Lstm12;
[RnnModel, Input(1), Lstm(16), Dense(1)] internal sealed partial class Lstm16;
[RnnModel, Input(1), Lstm(20), Dense(1)] internal sealed partial class Lstm20;
[RnnModel, Input(1), Lstm(24), Dense(1)] internal sealed partial class Lstm24;
[RnnModel, Input(1), Lstm(32), Dense(1)] internal sealed partial class Lstm32;
[RnnModel, Input(1), Lstm(40), Dense(1)] internal sealed partial class Lstm40;
[RnnModel, Input(1), Lstm(8, Layers = 2), Dense(1)] internal sealed partial class TwoLstm8;
[RnnModel, Input(1), Gru(8), Dense(1)] internal sealed partial class Gru8;
[RnnModel, Input(1), Gru(12), Dense(1)] internal sealed partial class Gru12;
[RnnModel, Input(1), Gru(16), Dense(1)] internal sealed partial class Gru16;

// GuitarML and Proteus with a knob; KlonCentaur with its two.
[RnnModel, Input(2), Lstm(40), Dense(1)] internal sealed partial class KnobLstm40;
[RnnModel, Input(3), Dense(8), Gru(16), Dense(1)] internal sealed partial class KnobsGru16;

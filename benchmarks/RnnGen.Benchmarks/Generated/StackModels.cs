namespace RnnGen.Benchmarks.Generated;

// One layer, the same in both directions, and two of them: inputs as wide as the layer, so that all layers are the same.

[RnnModel, Input(8), Lstm(8)]
internal sealed partial class OneLayer8;

[RnnModel, Input(8), Lstm(8, Direction = Direction.Bidirectional)]
internal sealed partial class BothDirections8;

[RnnModel, Input(8), Lstm(8, Layers = 2)]
internal sealed partial class TwoLayers8;

[RnnModel, Input(16), Lstm(16)]
internal sealed partial class OneLayer16;

[RnnModel, Input(16), Lstm(16, Direction = Direction.Bidirectional)]
internal sealed partial class BothDirections16;

[RnnModel, Input(16), Lstm(16, Layers = 2)]
internal sealed partial class TwoLayers16;

[RnnModel, Input(32), Lstm(32)]
internal sealed partial class OneLayer32;

[RnnModel, Input(32), Lstm(32, Direction = Direction.Bidirectional)]
internal sealed partial class BothDirections32;

[RnnModel, Input(32), Lstm(32, Layers = 2)]
internal sealed partial class TwoLayers32;

[RnnModel, Input(64), Lstm(64)]
internal sealed partial class OneLayer64;

[RnnModel, Input(64), Lstm(64, Direction = Direction.Bidirectional)]
internal sealed partial class BothDirections64;

[RnnModel, Input(64), Lstm(64, Layers = 2)]
internal sealed partial class TwoLayers64;

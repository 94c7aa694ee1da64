namespace RnnGen.Tests.Models;

// From 1,024 outputs on a head writes them where the caller wants them. Without another layer the tape has no buffer at all.

[RnnModel, OneHot(9), Dense(1024)]
public sealed partial class WideBigram;

[RnnModel, OneHot(9), Dropout(0.3f), Dense(1024, Bias = false)]
public sealed partial class DroppedBigram;

[RnnModel, OneHot(7), Gru(6, Direction = Direction.Bidirectional), Dropout(0.4f), Dense(1028)]
public sealed partial class WideTwoWay;

[RnnModel, Embedding(7, 5), Lstm(9, Layers = 2), Dense(1024)]
public sealed partial class WideScores;

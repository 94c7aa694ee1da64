using RnnGen;

namespace PenDigits;

/// <summary>Follows the pen; after the last point, one score for each digit.</summary>
[RnnModel(Output = OutputMode.LastStep)]
[Input(StrokeFeatures.Size)]
[Gru(32)]
[Dense(10)]
internal sealed partial class StrokeModel;

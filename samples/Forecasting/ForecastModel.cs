using RnnGen;

namespace Forecasting;

/// <summary>Sees the last values and the season at each step; says by how much the next value differs from the last one.</summary>
[RnnModel(InputSkip = true)]
[Input(Window.Size)]
[Gru(16)]
[Dense(1)]
internal sealed partial class ForecastModel;

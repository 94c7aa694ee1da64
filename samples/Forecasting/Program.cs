using Forecasting;
using Samples.Shared;

return SampleCommand.Invoke(args, $"Learns to forecast series one step ahead (the mean of {Forecaster.Members} networks), and compares itself with autoregressions.", ForecastTask.Run);

using PenDigits;
using Samples.Shared;

return SampleCommand.Invoke(args, "Learns to read digits from the pen's way, and compares itself with the nearest neighbour.", PenTask.Run);

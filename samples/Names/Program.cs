using Names;
using Samples.Shared;

return SampleCommand.Invoke(args, "Learns to make first names letter by letter, and compares itself with n-grams.", NamesTask.Run);

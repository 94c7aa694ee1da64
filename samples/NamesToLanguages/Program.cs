using NamesToLanguages;
using Samples.Shared;

return SampleCommand.Invoke(args, "Learns to tell which language a surname is from, and compares itself with naive Bayes.", NamesTask.Run);

using PartOfSpeech;
using Samples.Shared;

return SampleCommand.Invoke(args, "Learns to tag words with their parts of speech, and compares itself with each word's most frequent tag.", TaggingTask.Run);

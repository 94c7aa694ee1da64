using RnnGen.Benchmarks;
using RnnGen.Benchmarks.FirstCall;
using RnnGen.Benchmarks.Layout;
using RnnGen.Benchmarks.Peers;
using RnnGen.Benchmarks.RealTime;
using BenchmarkDotNet.Running;

// Our own tables, each in some minutes at most; anything else goes to BenchmarkDotNet, for instance: --filter '*Step*'.
Console.OutputEncoding = System.Text.Encoding.UTF8;
switch (args)
{
    case ["short"]: return ShortRun.Run(Console.Out, Console.Error);
    case ["layout"]: return LayoutStudy.Run(Console.Out, Console.Error);
    case ["storage"]: return RnnGen.Benchmarks.Storage.StorageStudy.Run(Console.Out);
    case ["real-time"]: return RealTimeStudy.Run(Console.Out);
    case ["online"]: return RnnGen.Benchmarks.Online.OnlineStudy.Run(Console.Out);
    case ["first-call"]: return FirstCallStudy.Run(Console.Out);
    case ["streams"]: return RnnGen.Benchmarks.Streams.StreamsStudy.Run(Console.Out);
    case ["fast"]: return RnnGen.Benchmarks.Fast.FastStudy.Run(Console.Out);
    case ["layers"]: return RnnGen.Benchmarks.Choices.LayersStudy.Run(Console.Out);
    case ["choices"]: return RnnGen.Benchmarks.Choices.ChoicesStudy.Run(Console.Out, Console.Error);
    case ["training", ..]: return RnnGen.Benchmarks.Training.TrainingStudy.Run(args.AsSpan(1), Console.Out, Console.Error);
    case ["threads"]: return RnnGen.Benchmarks.Training.ThreadsStudy.Run(Console.Out);
    case ["peers", ..]: return PeerStudy.Run(args.AsSpan(1), Console.Out, Console.Error);
}
BenchmarkSwitcher.FromAssembly(typeof(ShortRun).Assembly).Run(args);
return 0;

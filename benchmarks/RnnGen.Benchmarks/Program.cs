using RnnGen.Benchmarks;
using RnnGen.Benchmarks.FirstCall;
using RnnGen.Benchmarks.Layout;
using RnnGen.Benchmarks.RealTime;
using BenchmarkDotNet.Running;

// Our own tables, each in less than two minutes; anything else goes to BenchmarkDotNet, for instance: --filter '*Step*'.
Console.OutputEncoding = System.Text.Encoding.UTF8;
switch (args)
{
    case ["short"]: return ShortRun.Run(Console.Out, Console.Error);
    case ["layout"]: return LayoutStudy.Run(Console.Out, Console.Error);
    case ["real-time"]: return RealTimeStudy.Run(Console.Out);
    case ["first-call"]: return FirstCallStudy.Run(Console.Out);
}
BenchmarkSwitcher.FromAssembly(typeof(ShortRun).Assembly).Run(args);
return 0;

using BenchmarkDotNet.Running;
using RnnGen.Benchmarks;

// "short": our own table in less than two minutes. Anything else goes to BenchmarkDotNet, for instance: --filter '*Step*'.
if (args is ["short"])
{
    Console.OutputEncoding = System.Text.Encoding.UTF8;
    return ShortRun.Run(Console.Out, Console.Error);
}
BenchmarkSwitcher.FromAssembly(typeof(ShortRun).Assembly).Run(args);
return 0;

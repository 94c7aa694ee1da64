using System.Diagnostics;
using RnnGen.Accuracy;
using RnnGen.Tests.Simd;

// All 2³² floats through every activation function, at every width, against double. Arguments: names of functions; none means all.
Console.OutputEncoding = System.Text.Encoding.UTF8;
string[] unknown = [.. args.Except(Function.Names)];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no function {string.Join(", ", unknown)}. There are {string.Join(", ", Function.Names)}.");
    return 2;
}
Console.WriteLine($"{Environment.ProcessorCount} processors; largest errors, each with its argument");
bool kept = true;
foreach (string name in args.Length > 0 ? args : Function.Names)
{
    long begin = Stopwatch.GetTimestamp();
    foreach (Extremes extremes in AllFloats.Examine(name))
    {
        Console.WriteLine(extremes);
        kept &= extremes.Broken == 0;
    }
    Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s");
}
Console.WriteLine(kept ? "All bounds are kept." : "BOUNDS ARE BROKEN.");
return kept ? 0 : 1;

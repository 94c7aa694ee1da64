using System.Runtime.Intrinsics;
using RnnGen;
using RnnGen.Tests.Models;

// Runs every declared model against the reference engine and holds it to the streaming contract, in a process of its own: how wide the machine's vectors are,
// and how code is compiled, is settled when a process starts. The argument is the width to expect; 1 stands for scalar code.
int expected = int.Parse(args.Single());
int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 1;
Console.WriteLine($"width {width}");
bool passed = width == expected;
foreach ((string name, Func<int, VerificationReport> verify, Func<string?> broken, _) in DeclaredModels.All)
{
    VerificationReport report = verify(1);
    string? contract = broken();
    passed &= report.Passed && contract is null;
    if (contract is not null) Console.WriteLine($"{name}: {contract}");
    Console.WriteLine(report.Passed ? $"{name} agrees" : $"{name}: {report}");
}
return passed ? 0 : 1;

using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class MachineReport
{
    /// <summary>One line.</summary>
    public static void Write(TextWriter output)
    {
        string vectors = Vector512.IsHardwareAccelerated ? "512-bit vectors"
            : Vector256.IsHardwareAccelerated ? "256-bit vectors"
            : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "scalar code";
        output.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {vectors}, {Clock()}, one thread");
    }

    private static string Clock() => CpuClock.IsKnown
        ? string.Create(CultureInfo.InvariantCulture, $"about {CpuClock.GigaHertz(chains: 200):F2} GHz")
        : "clock unknown (no FMA)";
}

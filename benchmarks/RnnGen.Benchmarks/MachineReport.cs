using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>A multiply-add that needs the one before takes four cycles on every x64 core of the last ten years.</summary>
    private static string Clock()
    {
        if (!Fma.IsSupported) return "clock unknown (no FMA)";
        const int chain = 4_000_000, latency = 4;
        double least = double.PositiveInfinity;
        float sum = 0;
        for (int round = 0; round < 20; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            sum = Chain(sum, chain);
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalNanoseconds);
        }
        return string.Create(CultureInfo.InvariantCulture, $"about {latency * (double)chain / least:F1} GHz{(float.IsNaN(sum) ? "?" : "")}");
    }

    /// <summary>Goes to the fixed point 1: neither overflows nor reaches denormals.</summary>
    private static float Chain(float x, int length)
    {
        for (int i = 0; i < length; i++) x = MathF.FusedMultiplyAdd(x, 0.5f, 0.5f);
        return x;
    }
}

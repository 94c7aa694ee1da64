using System.Runtime.CompilerServices;

namespace RnnGen.Benchmarks.Peers;

/// <summary>
/// Runs code with the stack moved by some bytes. The runtime keeps frames at multiples of 16, so vectors that the compiler
/// keeps on the stack may or may not cross a cache line, and where a process's stack begins is a matter of chance: the same
/// code took up to 1.35 times as long in every second process.
/// </summary>
internal static class StackPhase
{
    // The places that a frame can have within a cache line of 64 bytes.
    private static readonly int[] s_places = [0, 16, 32, 48];

    /// <summary>Nanoseconds a call in the fastest short batch at the best of the places, which share <paramref name="budget"/>.</summary>
    public static double Fastest(Action run, TimeSpan budget) =>
        s_places.Min(bytes => Run(bytes, () => Batches.Fastest(run, budget / s_places.Length)));

    /// <summary>Calls from a frame that is larger by <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Run(int bytes, Func<double> run)
    {
        Span<byte> room = stackalloc byte[16 + bytes];
        room[0] = 1;
        double result = run();
        return result * room[0];
    }
}

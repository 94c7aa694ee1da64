using System.Diagnostics;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Times something by its fastest short batch: whatever else runs on the machine only adds time. The peers do the same.</summary>
internal static class Batches
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(0.25);

    /// <summary>Nanoseconds a call.</summary>
    public static double Fastest(Action run, TimeSpan budget)
    {
        long begin = Stopwatch.GetTimestamp();
        int calls = 1;
        TimeSpan batch;
        while ((batch = Batch(run, calls)) < Shortest) calls *= 2;
        while (Stopwatch.GetElapsedTime(begin) < budget)
        {
            TimeSpan next = Batch(run, calls);
            if (next < batch) batch = next;
        }
        return batch.TotalNanoseconds / calls;
    }

    private static TimeSpan Batch(Action run, int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) run();
        return Stopwatch.GetElapsedTime(begin);
    }
}

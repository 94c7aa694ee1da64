using System.Diagnostics;

namespace RnnGen.Benchmarks.Timing;

/// <summary>
/// Times contestants in short batches by turns, so that whatever slows the machine for a while slows all of them, and
/// compares only batches of the same round.
/// </summary>
public static class RaceTimer
{
    private const int Rounds = 101;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(2);

    /// <summary>Times a race on this thread.</summary>
    public static IReadOnlyList<RaceResult> Time(Race race)
    {
        IReadOnlyList<Contestant> contestants = race.Contestants;
        int[] calls = [.. contestants.Select(CallsInABatch)];
        var times = new double[contestants.Count][];
        var allocated = new long[contestants.Count];
        for (int i = 0; i < times.Length; i++) times[i] = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                // Each round begins with another, so that none always follows the same one.
                int i = (turn + round) % contestants.Count;
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                times[i][round] = Nanoseconds(contestants[i].Run, calls[i]) / calls[i] / race.Steps;
                allocated[i] += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }
        return [.. contestants.Select((contestant, i) => new RaceResult(
            contestant.Name, times[i].Min(), Median(times[i]),
            Median([.. times[0].Zip(times[i], (first, own) => first / own)]),
            allocated[i] / (double)calls[i] / Rounds))];
    }

    /// <summary>Calls until the code is compiled in full; then counts how many calls make a batch.</summary>
    private static int CallsInABatch(Contestant contestant)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < WarmUp) contestant.Run();
        int calls = 1;
        while (Nanoseconds(contestant.Run, calls) < Batch.TotalNanoseconds) calls *= 2;
        return calls;
    }

    private static double Nanoseconds(Action run, int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) run();
        return Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

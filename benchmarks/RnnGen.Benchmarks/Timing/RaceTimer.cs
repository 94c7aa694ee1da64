using System.Diagnostics;

namespace RnnGen.Benchmarks.Timing;

/// <summary>
/// Times contestants in short batches by turns, so that whatever slows the machine for a while slows all of them, and
/// compares the fastest batches: anything else that runs on the machine can only add time. Batches are much shorter than
/// the time that a system lets a thread run undisturbed, so that even a busy machine leaves some of them alone.
/// </summary>
public static class RaceTimer
{
    private const int LeastRounds = 15, MostRounds = 1001;

    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(1200);

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(0.25);

    /// <summary>Times a race on this thread.</summary>
    public static IReadOnlyList<RaceResult> Time(Race race)
    {
        IReadOnlyList<Contestant> contestants = race.Contestants;
        int[] calls = [.. contestants.Select(CallsInABatch)];
        List<double>[] times = [.. contestants.Select(_ => new List<double>(MostRounds))];
        var allocated = new long[contestants.Count];
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round < LeastRounds || (round < MostRounds && Stopwatch.GetElapsedTime(begin) < Budget); round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                // Each round begins with another, so that none always follows the same one.
                int i = (turn + round) % contestants.Count;
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                double batch = Nanoseconds(contestants[i].Run, calls[i]);
                allocated[i] += GC.GetAllocatedBytesForCurrentThread() - bytes;
                times[i].Add(batch / calls[i] / race.Steps);
            }
        }
        double first = times[0].Min();
        return [.. contestants.Select((contestant, i) => new RaceResult(
            contestant.Name, times[i].Min(), Median(times[i]), first / times[i].Min(),
            allocated[i] / (double)calls[i] / times[i].Count))];
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

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

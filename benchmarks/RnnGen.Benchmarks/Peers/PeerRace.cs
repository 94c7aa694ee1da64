using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>Runs one cell on all contestants: first whether they compute the same, then who is faster, by turns.</summary>
/// <param name="Plan">How long.</param>
/// <param name="Problem">Called with what went wrong; whom it happened to is left out.</param>
internal sealed record PeerRace(RoundPlan Plan, Action<string> Problem)
{
    /// <summary>What is timed.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } =
        [Workload.SingleSteps, new(RunForm.Sequence, RoundPlan.ShortSteps), new(RunForm.Sequence, Plan.LongSteps)];

    /// <summary>The row of <paramref name="target"/>.</summary>
    public PeerRow Run(PeerTarget target, IReadOnlyList<IContestant> contestants)
    {
        var cell = new PeerCase(target.Shape, Plan.LongSteps);
        var errors = new Dictionary<string, double>();
        foreach (IContestant contestant in contestants)
        {
            Try(contestant, cell, () =>
            {
                if (contestant.Load(cell)) errors[contestant.Name] = Enum.GetValues<RunForm>().Max(form => cell.ErrorOf(contestant.Run(form, cell.Steps)));
            });
        }
        bool Agrees(IContestant contestant) => errors.TryGetValue(contestant.Name, out double error) && error <= contestant.AllowedError;
        foreach (IContestant contestant in contestants.Where(contestant => errors.ContainsKey(contestant.Name) && !Agrees(contestant)))
        {
            Problem($"{contestant.Name} computes something else: off by {errors[contestant.Name]:G3} at {cell.Shape}; it is not timed");
        }
        double clock = 0;
        var times = Workloads.ToDictionary(workload => workload, _ => new Dictionary<string, double>());
        IContestant[] runners = [.. contestants.Where(Agrees)];
        foreach (Workload workload in Workloads)
        {
            for (int round = 0; round < Plan.Rounds; round++)
            {
                clock = Math.Max(clock, CpuClock.GigaHertz());
                foreach (IContestant runner in runners) Try(runner, cell, () => Keep(times[workload], runner, runner.Time(workload.Form, workload.Steps, Plan.Turn)));
            }
        }
        return new(target, clock, errors, times.ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, double>)pair.Value));
    }

    /// <summary>The least counts.</summary>
    private static void Keep(Dictionary<string, double> times, IContestant runner, double time) =>
        times[runner.Name] = times.TryGetValue(runner.Name, out double least) ? Math.Min(least, time) : time;

    private void Try(IContestant contestant, PeerCase cell, Action action)
    {
        try
        {
            action();
        }
        catch (PeerException problem)
        {
            Problem($"{contestant.Name}: {problem.Message} (at {cell.Shape})");
        }
    }
}

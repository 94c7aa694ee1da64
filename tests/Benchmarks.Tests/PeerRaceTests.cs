using System.Diagnostics;
using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Peers;

namespace Benchmarks.Tests;

/// <summary>Who takes part: only those that are there and compute the same.</summary>
public class PeerRaceTests
{
    private static readonly PeerTarget s_target = new(new(CellKind.Lstm, 1, 8), 122);

    [Fact]
    public void OneThatComputesSomethingElseIsReportedAndNotTimed()
    {
        var problems = new List<string>();
        PeerRow row = Run(problems, new Fake("good", 0), new Fake("off", 0.01f), new Fake("broken", float.NaN));
        Assert.Equal(["good"], row.Times[Workload.SingleSteps].Keys);
        Assert.Equal(2, problems.Count);
        Assert.Contains("off computes something else: off by 0.01", problems[0], StringComparison.Ordinal);
        Assert.Contains("broken computes something else: off by NaN", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatFailsIsReportedAndTheOthersGoOn()
    {
        var problems = new List<string>();
        PeerRow row = Run(problems, new Fake("failing", 0, "no such cell"), new Fake("good", 0));
        Assert.Equal(["good"], row.Times[Workload.SingleSteps].Keys);
        Assert.Equal(["failing: no such cell (at LSTM 1 → 8)"], problems);
        Assert.True(double.IsNaN(row.Time(Workload.SingleSteps, "failing")));
    }

    [Fact]
    public void OneThatDoesNotRunSuchCellsIsLeftOutInSilence()
    {
        var problems = new List<string>();
        PeerRow row = Run(problems, new Fake("good", 0), new Fake("other cells", 0, IsMine: false));
        Assert.Equal(["good"], row.Times[Workload.SingleSteps].Keys);
        Assert.Empty(problems);
    }

    [Fact]
    public void AMissingPeerSaysWhatIsMissingAndWhatInstallsIt()
    {
        var program = new PeerProgram("oneDNN", "onednn.cpp", [("/nowhere/dnnl.hpp", "libdnnl-dev")], ["-O2"]);
        var problem = Assert.Throws<PeerException>(() => program.Start(PeerFolder.Find()));
        Assert.Equal("missing: /nowhere/dnnl.hpp is not there; benchmarks/Peers/install.sh installs libdnnl-dev", problem.Message);
    }

    [Fact]
    public void AProcessThatAnswersWithAnErrorOrEndsIsAPeerException()
    {
        using var peer = new PeerProcess("shell", new ProcessStartInfo("/bin/sh", ["-c", "echo ok 1.2.3; read line; echo ok 42.5; read line; echo error too small"]));
        Assert.Equal("1.2.3", peer.Version);
        Assert.Equal(42.5, peer.Time(RunForm.Step, 64, TimeSpan.FromMilliseconds(1)));
        Assert.Equal("error too small", Assert.Throws<PeerException>(() => peer.Time(RunForm.Step, 64, TimeSpan.FromMilliseconds(1))).Message);
        Assert.Equal("ended by itself", Assert.Throws<PeerException>(() => peer.Time(RunForm.Step, 64, TimeSpan.FromMilliseconds(1))).Message);
    }

    [Fact]
    public void EveryCellOfTheTablesHasAModelThatComputesIt()
    {
        foreach (PeerTarget target in PeerTarget.All)
        {
            const int steps = 6;
            var cell = new PeerCase(target.Shape, steps);
            using var own = new OwnContestant(OwnContestant.Us, OwnModels.Create);
            Assert.True(own.Load(cell), target.Shape.ToString());
            // Float sums in another order and σ and tanh within 3.5e-7, over six steps.
            foreach (RunForm form in Enum.GetValues<RunForm>()) Assert.InRange(cell.ErrorOf(own.Run(form, steps)), 0, 2e-6);
        }
    }

    private static PeerRow Run(List<string> problems, params IContestant[] contestants) =>
        new PeerRace(new RoundPlan(1, TimeSpan.Zero, LongSteps: 4), problems.Add).Run(s_target, contestants);

    /// <summary>Gives what the reference gives, and something on top.</summary>
    private sealed record Fake(string Name, float Error, string? Failure = null, bool IsMine = true) : IContestant
    {
        private PeerCase? _case;

        public bool Load(PeerCase cell)
        {
            _case = Failure is null ? cell : throw new PeerException(Failure);
            return IsMine;
        }

        public float[] Run(RunForm form, int steps) => [.. _case!.Expected.Take(steps * _case.Shape.Hidden).Select(value => (float)value + Error)];

        public double Time(RunForm form, int steps, TimeSpan budget) => 1;

        public void Dispose()
        {
        }
    }
}

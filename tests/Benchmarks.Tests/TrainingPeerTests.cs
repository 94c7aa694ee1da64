using RnnGen.Benchmarks.Training;

namespace Benchmarks.Tests;

/// <summary>What a training program says of its BLAS, and when that is no peer.</summary>
public class TrainingPeerTests
{
    [Theory]
    [InlineData("# torch 1.13 with libopenblasp-r0.3.21.so; 47.6", "torch 1.13 with libopenblasp-r0.3.21.so, whose products of 768 × 768 run at 47.6 MAC/ns", null)]
    [InlineData("# torch 1.13 with libopenblasp-r0.3.21.so; 14.4", "torch 1.13 with libopenblasp-r0.3.21.so, whose products of 768 × 768 run at 14.4 MAC/ns",
        "torch 1.13 with libopenblasp-r0.3.21.so multiplies matrices at 14.4 MAC/ns, below a quarter of the ceiling of 58.0")]
    [InlineData("# torch 1.13 with the reference BLAS; 2.8", "torch 1.13 with the reference BLAS, whose products of 768 × 768 run at 2.8 MAC/ns", "torch 1.13 with the reference BLAS is no peer")]
    [InlineData("# oneDNN 2.6.3", "oneDNN 2.6.3", null)]
    public void ASlowBlasIsSaid(string line, string head, string? warning)
    {
        TrainingPeerHead found = TrainingPeerHead.Parse(line);
        Assert.Equal(head, found.ToString());
        if (warning is null) Assert.Null(found.Warning(58));
        else Assert.StartsWith(warning, found.Warning(58), StringComparison.Ordinal);
    }

    [Fact]
    public void OfSeveralRunsTheFastestIsSaid()
    {
        TrainingPeerHead fast = new("torch", 47), slow = new("torch", 40), none = new("oneDNN", null);
        Assert.Equal((fast, fast, none), (fast.Faster(slow), slow.Faster(fast), none.Faster(none)));
    }
}

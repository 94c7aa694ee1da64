using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Peers;

namespace Benchmarks.Tests;

/// <summary>The count of cycles against sums done by hand.</summary>
public class StepLimitTests
{
    // Zen 4: 4 GHz, one 512-bit multiply-add a cycle.
    private static readonly MachineLimits s_machine = new(4, 64, new(32 << 10, 1 << 20), L2BytesPerCycle: 32, BeyondBytesPerCycle: 16, new(Sigmoid: 33, Tanh: 34, StoreToLoad: 13));

    [Theory]
    [InlineData(4, 0.5)]
    [InlineData(8, 0.5)]
    [InlineData(12, 1)]
    [InlineData(15, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 1.5)]
    [InlineData(20, 1.5)]
    [InlineData(40, 2.5)]
    [InlineData(64, 4)]
    public void ABlockOfEightOrFourIsHalfAVector(int hidden, double vectors) => Assert.Equal(vectors, StepLimit.Vectors(hidden));

    [Theory]
    [InlineData(CellKind.Lstm, 1, 16, 17 * 4 + 3 * 7 + 2 * 13 + 3)]
    [InlineData(CellKind.Lstm, 1, 8, (9 * 4 + 50) / 2.0)]
    [InlineData(CellKind.Gru, 1, 20, 1.5 * (21 * 3 + 2 * 7 + 13 + 4))]
    [InlineData(CellKind.Rnn, 1, 16, 17 + 13)]
    public void SmallCellsAreLimitedByTheirMultiplyAdds(CellKind kind, int inputs, int hidden, double cycles)
    {
        StepLimit limit = StepLimit.Of(new(kind, inputs, hidden), s_machine);
        Assert.Equal((cycles, "fma"), (limit.Cycles, limit.Reason));
    }

    [Theory]
    [InlineData(CellKind.Lstm, 16, 13 + 64 + 4 + 33 + 4 + 34 + 3)]
    [InlineData(CellKind.Gru, 16, 13 + 48 + 4 + 33 + 4 + 34 + 3 + 4)]
    [InlineData(CellKind.Gru, 8, 13 + 12 + 4 + 33 + 4 + 34 + 3 + 4)]
    [InlineData(CellKind.Rnn, 16, 13 + 16 + 4 + 34)]
    public void AStepWaitsFromOneHToTheNext(CellKind kind, int hidden, double cycles) => Assert.Equal(cycles, StepLimit.Of(new(kind, 1, hidden), s_machine).RowCycles);

    [Theory]
    [InlineData(117, "fma")]
    [InlineData(118, "waits")]
    [InlineData(155, null)]
    public void WhatIsAboveATargetIsNamed(double target, string? reason) => Assert.Equal(reason, StepLimit.Of(new(CellKind.Lstm, 1, 16), s_machine).WhyAbove(target));

    [Fact]
    public void TwiceTheVectorsACycleHalveTheCount() =>
        Assert.Equal(118 / 2.0, StepLimit.Of(new(CellKind.Lstm, 1, 16), s_machine with { MultiplyAddsPerNanosecond = 127 }).Cycles);

    [Fact]
    public void WhatIsBeyondTheFirstCacheComesFromTheSecond()
    {
        var shape = new CellShape(CellKind.Lstm, 64, 128);
        const int bytes = 4 * 128 * (4 * (64 + 128) + 4);
        Assert.Equal(bytes, StepLimit.Bytes(shape));
        StepLimit limit = StepLimit.Of(shape, s_machine);
        Assert.Equal(((bytes - (32 << 10)) / 32.0, "L2"), (limit.Cycles, limit.Reason));
    }

    [Fact]
    public void WhatIsBeyondTheSecondComesFromBehindIt()
    {
        var shape = new CellShape(CellKind.Gru, 128, 256);
        const int bytes = 4 * 256 * (3 * (128 + 256) + 4);      // three biases, and the candidate's recurrent one
        StepLimit limit = StepLimit.Of(shape, s_machine);
        Assert.Equal((1024 - 32) * 1024 / 32.0 + (bytes - (1 << 20)) / 16.0, limit.Cycles);
        Assert.Equal("L3", limit.Reason);
    }

    [Theory]
    [InlineData("32K", 32 << 10)]
    [InlineData("1M", 1 << 20)]
    [InlineData("", null)]
    [InlineData("K", null)]
    [InlineData("32", null)]
    public void CacheSizesAreReadAsLinuxWritesThem(string text, int? bytes) => Assert.Equal(bytes, CacheSizes.Bytes(text));
}

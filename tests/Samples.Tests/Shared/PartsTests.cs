using Samples.Shared;

namespace Samples.Tests.Shared;

public class PartsTests
{
    [Fact]
    public void EveryNthRowIsCutOut()
    {
        (int[] others, int[] cut) = Parts<int>.Cut([.. Enumerable.Range(0, 11)], every: 5);
        Assert.Equal([4, 9], cut);
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 10], others);
    }

    [Fact]
    public void WithoutTestScoresOnWhatDecidesOnStopping()
    {
        Parts<int> parts = Parts<int>.Of([.. Enumerable.Range(0, 20)], [100, 101], every: 10);
        Assert.Equal([9, 19], parts.Stopping);
        Assert.Equal(18, parts.Training.Length);
        Assert.Equal(20, parts.NotTest.Length);
        Assert.Equal([100, 101], parts.Test);

        Parts<int> tuning = parts.WithoutTest;
        Assert.Equal([9, 19], tuning.Test);
        // Baselines must not see it, either.
        Assert.Equal(parts.Training, tuning.NotTest);
    }
}

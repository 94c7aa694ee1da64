using Samples.Shared;

namespace Samples.Tests.Shared;

public class ScoresTests
{
    [Fact]
    public void TheFirstLargestIsTaken() => Assert.Equal(1, Scores.ArgMax([-1, 3, 3, 2]));

    [Fact]
    public void CrossEntropyByHand()
    {
        // softmax (0, ln 3) = (1/4, 3/4)
        Assert.Equal(Math.Log(4), Scores.CrossEntropy([0, MathF.Log(3)], 0), 6);
        Assert.Equal(Math.Log(4 / 3.0), Scores.CrossEntropy([0, MathF.Log(3)], 1), 6);
    }

    [Fact]
    public void RootMeanSquareByHand() => Assert.Equal(Math.Sqrt((9 + 16) / 2.0), Scores.RootMeanSquare([1, 2], [4, -2]), 12);
}

using CharLanguageModel.Training;

namespace CharLanguageModel.Tests;

public class ScheduleTests
{
    [Fact]
    public void TheRateRisesThenFalls()
    {
        Assert.Equal(1f, Schedule.Factor(0.02), 6);
        Assert.Equal(0.51f, Schedule.Factor(0.51), 6);
        Assert.Equal(0.02f, Schedule.Factor(1), 6);
        Assert.Equal(0.5f, Schedule.Factor(0.01), 6);
        Assert.True(Schedule.Factor(0) > 0);
    }

    [Fact]
    public void ABudgetIsUsedUpByItsOwnMeasure()
    {
        Assert.Equal(0.25, new Budget(Minutes: 2, Epochs: null).Fraction(seconds: 30, epochs: 99));
        Assert.Equal(0.5, new Budget(Minutes: null, Epochs: 0.5).Fraction(seconds: 1e6, epochs: 0.25));
        Assert.Equal(1, new Budget(Minutes: 1, Epochs: null).Fraction(seconds: 1000, epochs: 0));
    }
}

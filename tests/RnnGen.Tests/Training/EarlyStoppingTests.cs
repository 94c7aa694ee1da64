using RnnGen.Tests.Formats;

namespace RnnGen.Tests.Training;

public class EarlyStoppingTests
{
    private static readonly ModelSpec Spec = new(new InputSpec(2), new RnnSpec(3));

    [Theory]
    [InlineData(MetricGoal.Min, 0, new[] { 3.0, 2, 2, 2.5 }, new[] { false, false, false, true }, 1)]
    [InlineData(MetricGoal.Min, 0.5, new[] { 3.0, 2.6, 2.4, 2.2, 2.1 }, new[] { false, false, false, false, true }, 2)]
    [InlineData(MetricGoal.Max, 0, new[] { 0.5, 0.6, double.NaN, 0.6, 0.7 }, new[] { false, false, false, true, false }, 4)]
    [InlineData(MetricGoal.Min, 0, new[] { double.NaN, 4, double.PositiveInfinity, 3 }, new[] { false, false, false, false }, 3)]
    public void ItStopsAfterSoManyReportsWithoutImprovementAndKeepsTheBest(MetricGoal goal, double least, double[] reports, bool[] stops, int best)
    {
        var stopping = new EarlyStopping { Goal = goal, Patience = 2, MinimumImprovement = least };
        ParameterBuffer parameters = new(Spec);
        for (int i = 0; i < reports.Length; i++)
        {
            parameters.Write("rnn.bias_l0", [i, i, i]);
            Assert.Equal(stops[i], stopping.Report(reports[i], parameters));
            Assert.Equal(stops[i], stopping.ShouldStop);
        }
        Assert.Equal(reports[best], stopping.Best);
        stopping.RestoreBest(parameters);
        Assert.Equal([best, best, best], FormatSamples.Tensor(parameters, "rnn.bias_l0"));
    }

    [Fact]
    public void WithoutAReportThereIsNothingToRestore()
    {
        ParameterBuffer parameters = new(Spec), others = new(new ModelSpec(new InputSpec(1), new RnnSpec(3)));
        var stopping = new EarlyStopping();
        Assert.Throws<InvalidOperationException>(() => stopping.RestoreBest(parameters));
        stopping.Report(1, parameters);
        Assert.Throws<ArgumentException>(() => stopping.RestoreBest(others));
        Assert.Throws<ArgumentException>(() => stopping.Report(0, others));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { Patience = 0 });
    }
}

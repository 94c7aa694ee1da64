using Forecasting;
using Samples.Shared;

namespace Samples.Tests.Forecasting;

public class ForecastTests
{
    [Fact]
    public void AnAutoregressionIsFound()
    {
        // y = 1 + 0.5·y₋₁ − 0.25·y₋₂, exactly.
        var series = new double[30];
        (series[0], series[1]) = (3, -2);
        for (int t = 2; t < series.Length; t++) series[t] = 1 + 0.5 * series[t - 1] - 0.25 * series[t - 2];
        var regression = new Autoregression(series.AsSpan(0, 12), order: 2);
        Assert.Equal(1 + 0.5 * 7 - 0.25 * 4, regression.Predict([100, 4, 7]), 9);
    }

    [Fact]
    public void AMarkovModelByHand()
    {
        // (0, 1), (1, 0), (0, 2): after 0 the mean is 1.5, after 1 it is 0; the line through both has slope −1.5.
        var regression = new Autoregression([0, 1, 0, 2], order: 1);
        Assert.Equal(1.5, regression.Predict([0]), 9);
        Assert.Equal(-1.5, regression.Predict([2]), 9);
    }

    [Fact]
    public void AWindowLooksBackOnly()
    {
        float[] values = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        float[] inputs = Window.Before(values, 30, period: 120);
        Assert.Equal(Enumerable.Range(1, Window.Lags).Select(lag => 30f - lag), inputs[..Window.Lags]);
        Assert.Equal([1, 0], inputs[Window.Lags..].Select(value => MathF.Round(value, 6)));
        for (int t = 30; t < values.Length; t++) values[t] = float.NaN;
        Assert.Equal(inputs, Window.Before(values, 30, period: 120));
        Assert.Equal([0, 0], Window.Before(values, 30, period: 0)[Window.Lags..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ScalesGoBothWays(bool root)
    {
        var scale = new Scale([0, 1, 4, 9, 16], root);
        Assert.Equal(5, scale.Undo(scale.Apply(5)), 5);
        // (0, 1, 2, 3, 4) has mean 2 and deviation √2; the numbers themselves 6 and √(174/5).
        Assert.Equal(root ? Math.Sqrt(2) : 10 / Math.Sqrt(34.8), scale.Apply(16), 5);
    }

    [Fact]
    public void LearnsInventedSeries()
    {
        foreach (TimeSeries series in InventedSeries.All())
        {
            (Forecaster forecaster, Fitted fitted) = Forecaster.Train(series, seed: 1, epochs: 10);
            Assert.InRange(forecaster.TestError(), 0, series.Error(t => series.Values[t - 1]));
            (Forecaster again, Fitted same) = Forecaster.Train(series, seed: 1, epochs: 10);
            Assert.Equal(fitted with { Seconds = 0 }, same with { Seconds = 0 });
            Assert.Equal(forecaster.TestError(), again.TestError());
        }
    }

    [DataFact("timeseries_small")]
    public void TheRealSeries()
    {
        TimeSeries[] all = TimeSeries.Read(DataFactAttribute.Folder);
        Assert.Equal([(2_256, 564, 376), (3_285, 365, 547)], all.Select(series => (series.NotTest.Length, series.TestLength, series.StoppingLength)));
        // The figures of the data's own README: AR(24) 18.21, AR(30) 2.266.
        Assert.Equal([18.21, 2.27], all.Select(series =>
        {
            var regression = new Autoregression(series.NotTest, series.Order);
            return Math.Round(series.Error(t => regression.Predict(series.Values.AsSpan(0, t))), 2);
        }));

        // The last thousand values that are not test; the last two hundred of them are forecast.
        foreach (TimeSeries series in all)
        {
            TimeSeries slice = series with { Values = series.NotTest[^1000..].ToArray(), TestLength = 200 };
            (Forecaster forecaster, _) = Forecaster.Train(slice, seed: 1, epochs: 20);
            Assert.InRange(forecaster.TestError(), 0, slice.Error(t => slice.Values[t - 1]));
        }
    }
}

using RnnGen;
using Samples.Shared;

namespace Forecasting;

/// <summary>Networks that forecast a series one step ahead. They differ in their random beginnings only, and the mean of what they say counts.</summary>
internal sealed class Forecaster
{
    /// <summary>Passes over the training part, where nothing else is asked for.</summary>
    public const int Epochs = 40;

    /// <summary>Networks whose mean is the forecast.</summary>
    public const int Members = 5;

    /// <summary>Steps of a row, and between the beginnings of two rows: each value is learnt from in several positions.</summary>
    private const int Steps = 64, Stride = 16;

    private readonly TimeSeries _series;
    private readonly Scale _scale;
    private readonly float[] _values;
    private readonly List<Runner<ForecastModel, float>> _members = [];

    private Forecaster(TimeSeries series, Scale scale)
    {
        _series = series;
        _scale = scale;
        _values = Array.ConvertAll(series.Values, scale.Apply);
    }

    /// <summary>Trains each member on the values before those that decide on stopping.</summary>
    public static (Forecaster Forecaster, Fitted Fitted) Train(TimeSeries series, int seed, int epochs, Action<int, double, double>? report = null)
    {
        int trained = series.NotTest.Length - series.StoppingLength;
        var forecaster = new Forecaster(series, new Scale(series.NotTest[..trained], series.AreCounts));
        List<Sequence<float, float>> rows = [];
        for (int first = Window.Lags; first + Steps <= trained; first += Stride) rows.Add(forecaster.Row(first, first + Steps));
        var settings = new FittingSettings
        {
            Epochs = epochs, BatchSize = 8, LearningRate = 3e-3f, WeightDecay = 0.05f, Average = 0.99f, Loss = Loss.MeanSquaredError,
        };
        List<Fitted> fits = [];
        for (int member = 0; member < Members; member++)
        {
            // Seeds of members of different runs are different, too.
            int own = seed * Members + member;
            var model = ForecastModel.Create(own);
            var runner = new Runner<ForecastModel, float>(model);
            fits.Add(new Fitter<ForecastModel, float, float>(model, rows, settings, own)
                .Run(() => forecaster.Error(runner, trained, series.NotTest.Length), report));
            forecaster._members.Add(runner);
        }
        return (forecaster, new((int)Math.Round(fits.Average(fit => fit.Epoch)), fits.Average(fit => fit.Loss), fits.Sum(fit => fit.Seconds)));
    }

    /// <summary>√ of the mean square error on the test part.</summary>
    public double TestError()
    {
        int first = _series.NotTest.Length;
        double[][] forecasts = [.. _members.Select(member => Forecast(member, first, _series.Values.Length))];
        return _series.Error(t => forecasts.Average(forecast => forecast[t - first]));
    }

    /// <summary>One member's error on some values.</summary>
    private double Error(Runner<ForecastModel, float> member, int first, int end) =>
        Scores.RootMeanSquare(Forecast(member, first, end), _series.Values.AsSpan(first..end));

    /// <summary>One member's forecasts of some values, each from all values before it.</summary>
    private double[] Forecast(Runner<ForecastModel, float> member, int first, int end)
    {
        ReadOnlySpan<float> outputs = member.Run(Row(Window.Lags, end).Inputs);
        return Array.ConvertAll(outputs[(first - Window.Lags)..].ToArray(), output => _scale.Undo(output));
    }

    private Sequence<float, float> Row(int first, int end) =>
        new([.. Enumerable.Range(first, end - first).SelectMany(t => Window.Before(_values, t, _series.Period))], _values[first..end]);
}

namespace Forecasting;

/// <summary>Values with mean 0 and deviation 1 over the part they are learnt from; of counts, whose spread grows with them, the roots.</summary>
internal sealed class Scale
{
    private readonly bool _root;
    private readonly double _mean, _deviation;

    /// <summary>The scale of a training part.</summary>
    public Scale(ReadOnlySpan<double> training, bool root)
    {
        _root = root;
        double[] values = Array.ConvertAll(training.ToArray(), Bend);
        double mean = values.Average();
        _mean = mean;
        _deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>Onto the scale.</summary>
    public float Apply(double value) => (float)((Bend(value) - _mean) / _deviation);

    /// <summary>And back.</summary>
    public double Undo(double scaled)
    {
        double value = _mean + _deviation * scaled;
        return _root ? Math.Max(value, 0) * Math.Max(value, 0) : value;
    }

    private double Bend(double value) => _root ? Math.Sqrt(value) : value;
}

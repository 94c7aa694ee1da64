using MathNet.Numerics.LinearAlgebra;

namespace Forecasting;

/// <summary>AR(p): ŷ_t = a₀ + a₁·y_{t−1} + … + a_p·y_{t−p}, by least squares over a series' first part.</summary>
internal sealed class Autoregression
{
    private readonly Vector<double> _coefficients;

    /// <summary>Fits.</summary>
    /// <param name="training">What it is fitted to; longer than 2·<paramref name="order"/>.</param>
    /// <param name="order">p. 1 is the Markov model.</param>
    public Autoregression(ReadOnlySpan<double> training, int order)
    {
        Order = order;
        int rows = training.Length - order;
        var lags = Matrix<double>.Build.Dense(rows, order + 1);
        var values = Vector<double>.Build.Dense(rows);
        for (int row = 0; row < rows; row++)
        {
            lags.SetRow(row, Row(training[..(order + row)]));
            values[row] = training[order + row];
        }
        _coefficients = lags.QR().Solve(values);
    }

    /// <summary>p</summary>
    public int Order { get; }

    /// <summary>The value that follows <paramref name="past"/>, of which it looks at the last p values.</summary>
    public double Predict(ReadOnlySpan<double> past) => _coefficients.DotProduct(Vector<double>.Build.Dense(Row(past)));

    /// <summary>1, y_{t−1}, …, y_{t−p}</summary>
    private double[] Row(ReadOnlySpan<double> past)
    {
        var row = new double[Order + 1];
        row[0] = 1;
        for (int lag = 1; lag <= Order; lag++) row[lag] = past[^lag];
        return row;
    }
}

namespace Forecasting;

/// <summary>What the network sees before each value.</summary>
internal static class Window
{
    /// <summary>Values before it.</summary>
    public const int Lags = 24;

    /// <summary>The lags, and sine and cosine of the season.</summary>
    public const int Size = Lags + 2;

    /// <summary>The inputs for value number <paramref name="t"/>; the newest value is first, where the model's skip adds it to the output.</summary>
    /// <param name="values">Standardised; at least <see cref="Lags"/> of them before t.</param>
    /// <param name="t">The value that is to be forecast; the inputs do not depend on it or on later ones.</param>
    /// <param name="period">Values of a cycle; 0 if there is none, and then the season is 0.</param>
    public static float[] Before(ReadOnlySpan<float> values, int t, double period)
    {
        var inputs = new float[Size];
        for (int lag = 1; lag <= Lags; lag++) inputs[lag - 1] = values[t - lag];
        if (period > 0)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * t / period);
            (inputs[Lags], inputs[Lags + 1]) = ((float)sin, (float)cos);
        }
        return inputs;
    }
}

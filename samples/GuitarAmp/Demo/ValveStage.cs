namespace GuitarAmp.Demo;

/// <summary>The amplifier that the sample learns: a valve that bends both half-waves differently, its sagging supply, and a low-pass.</summary>
/// <remarks>
/// e follows |x| within 1 ms and forgets it within 50 ms; u = g·x / (1 + 2e); v = tanh(u + b) where that is above 0 and a·tanh((u + b)/a) below it,
/// less its value at rest; y += k·(v − y). Neither e nor y can be told from the sample of the moment, so no curve of x alone is this.
/// </remarks>
internal static class ValveStage
{
    private const double Gain = 8, Sag = 2, Bias = 0.3, Low = 0.6, Attack = 1e-3, Release = 50e-3, CutOff = 3000;

    /// <summary>What comes out, from silence.</summary>
    public static float[] Play(ReadOnlySpan<float> input, int rate)
    {
        double attack = Follow(Attack), release = Follow(Release), smooth = Follow(1 / (2 * Math.PI * CutOff));
        double envelope = 0, y = 0;
        var output = new float[input.Length];
        for (int i = 0; i < output.Length; i++)
        {
            double x = input[i], height = Math.Abs(x);
            envelope += (height > envelope ? attack : release) * (height - envelope);
            double v = Bend(Gain * x / (1 + Sag * envelope) + Bias) - Bend(Bias);
            output[i] = (float)(y += smooth * (v - y));
        }
        return output;

        // The share of the way that is gone in a sample, with this time constant.
        double Follow(double seconds) => 1 - Math.Exp(-1 / (seconds * rate));
    }

    private static double Bend(double u) => u > 0 ? Math.Tanh(u) : Low * Math.Tanh(u / Low);
}

namespace GuitarAmp.Demo;

/// <summary>How far a sound is from what it should be.</summary>
internal static class SignalError
{
    /// <summary>Of the pre-emphasis; high partials, which are weak and well heard, then count for more.</summary>
    private const double PreEmphasis = 0.85;

    /// <summary>The error-to-signal ratio Σ(t − y)² / Σt².</summary>
    public static double Ratio(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets) => Ratio(outputs, targets, 0);

    /// <summary>The same after pre-emphasis of both, s[n] − 0.85·s[n − 1].</summary>
    public static double EmphasizedRatio(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets) => Ratio(outputs, targets, PreEmphasis);

    private static double Ratio(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double emphasis)
    {
        double errors = 0, signal = 0, errorBefore = 0, targetBefore = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double target = targets[i], error = target - outputs[i];
            errors += Square(error - emphasis * errorBefore);
            signal += Square(target - emphasis * targetBefore);
            (errorBefore, targetBefore) = (error, target);
        }
        return errors / signal;

        static double Square(double value) => value * value;
    }
}

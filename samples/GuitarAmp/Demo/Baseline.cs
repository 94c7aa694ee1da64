namespace GuitarAmp.Demo;

/// <summary>What an amplifier without memory can do: y is a function of x alone.</summary>
internal static class Baseline
{
    /// <summary>Points of the curve; more gain nothing.</summary>
    private const int Points = 256;

    /// <summary>y = a·x with the least squared error.</summary>
    public static Func<float, float> Gain(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        double products = 0, squares = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            products += (double)inputs[i] * targets[i];
            squares += (double)inputs[i] * inputs[i];
        }
        var gain = (float)(products / squares);
        return x => gain * x;
    }

    /// <summary>The curve with the least squared error: for each x the mean of what came out. Between its points it is straight, and beyond them level.</summary>
    public static Func<float, float> Curve(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        float reach = 0;
        foreach (float x in inputs) reach = Math.Max(reach, Math.Abs(x));
        double[] sums = new double[Points], counts = new double[Points];
        for (int i = 0; i < inputs.Length; i++)
        {
            int point = (int)Math.Round(Place(inputs[i]));
            sums[point] += targets[i];
            counts[point]++;
        }
        // A point that nothing came near goes on as the last one.
        var curve = new double[Points];
        for (int point = 0; point < Points; point++) curve[point] = counts[point] > 0 ? sums[point] / counts[point] : point > 0 ? curve[point - 1] : 0;
        return x =>
        {
            double place = Place(x);
            int below = Math.Min((int)place, Points - 2);
            return (float)(curve[below] + (place - below) * (curve[below + 1] - curve[below]));
        };

        double Place(float x) => Math.Clamp((x / reach + 1) / 2, 0, 1) * (Points - 1);
    }
}

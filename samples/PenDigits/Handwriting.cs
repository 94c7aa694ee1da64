namespace PenDigits;

/// <summary>Strokes as somebody else might have written them: turned, slanted, and with a hand that shakes.</summary>
internal static class Handwriting
{
    /// <summary>A radian, units of slant to one of height, and hundredths of the box: about the differences that one sees between writers.</summary>
    private const double Turn = 0.2, Slant = 0.2, Shake = 2;

    /// <summary>The points turned and slanted about the middle of the box, each moved a little, and fitted into the box again.</summary>
    /// <param name="points">x and y in turn.</param>
    /// <param name="random">Draws the differences.</param>
    /// <param name="strength">How many times as large they are as usual.</param>
    public static float[] Vary(ReadOnlySpan<float> points, Random random, double strength = 1)
    {
        double angle = Spread(random, strength * Turn), slant = Spread(random, strength * Slant);
        (double sin, double cos) = Math.SinCos(angle);
        var varied = new float[points.Length];
        for (int i = 0; i < points.Length; i += 2)
        {
            double y = points[i + 1] - 50, x = points[i] - 50 + slant * y;
            varied[i] = (float)(cos * x - sin * y + Spread(random, strength * Shake));
            varied[i + 1] = (float)(sin * x + cos * y + Spread(random, strength * Shake));
        }
        Fit(varied);
        return varied;
    }

    /// <summary>Brings each axis to 0 … 100, which every stroke of the data fills.</summary>
    internal static void Fit(Span<float> points)
    {
        for (int axis = 0; axis < 2; axis++)
        {
            float least = float.MaxValue, most = float.MinValue;
            for (int i = axis; i < points.Length; i += 2) (least, most) = (Math.Min(least, points[i]), Math.Max(most, points[i]));
            // A dot has no width.
            float scale = most > least ? 100 / (most - least) : 0;
            for (int i = axis; i < points.Length; i += 2) points[i] = scale * (points[i] - least);
        }
    }

    /// <summary>Uniform in ±<paramref name="most"/>.</summary>
    private static double Spread(Random random, double most) => most * (2 * random.NextDouble() - 1);
}

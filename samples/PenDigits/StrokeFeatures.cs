namespace PenDigits;

/// <summary>What the network sees of a stroke: at each point where the pen is, and where it has just come from.</summary>
internal static class StrokeFeatures
{
    /// <summary>x, y, Δx, Δy, and the direction of the movement, cos and sin.</summary>
    public const int Size = 6;

    /// <summary>Eight steps of <see cref="Size"/> values, most within ±1.</summary>
    public static float[] Of(ReadOnlySpan<float> points)
    {
        var features = new float[Stroke.Count * Size];
        for (int i = 0; i < Stroke.Count; i++)
        {
            float x = points[2 * i], y = points[2 * i + 1];
            float dx = i == 0 ? 0 : x - points[2 * i - 2], dy = i == 0 ? 0 : y - points[2 * i - 1];
            float length = MathF.Sqrt(dx * dx + dy * dy);
            // Where the pen has not moved, or does not come from anywhere, it has no direction.
            float scale = length > 0 ? 1 / length : 0;
            ReadOnlySpan<float> step = [x / 50 - 1, y / 50 - 1, dx / 50, dy / 50, dx * scale, dy * scale];
            step.CopyTo(features.AsSpan(i * Size));
        }
        return features;
    }

    /// <summary>The points that features are of.</summary>
    public static float[] Points(ReadOnlySpan<float> features)
    {
        var points = new float[2 * Stroke.Count];
        for (int i = 0; i < Stroke.Count; i++)
        {
            points[2 * i] = 50 * (features[i * Size] + 1);
            points[2 * i + 1] = 50 * (features[i * Size + 1] + 1);
        }
        return points;
    }
}

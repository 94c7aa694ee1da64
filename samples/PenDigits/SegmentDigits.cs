namespace PenDigits;

/// <summary>Digits as the pen would draw them on the segments of a display, for when there are no real ones.</summary>
internal static class SegmentDigits
{
    // Corners, left to right and top to bottom: 0 1 / 2 3 / 4 5.
    private static readonly string[] Ways = ["0245310", "135", "013245", "0132354", "02315", "102354", "1024532", "0135", "2013245320", "3201354"];

    /// <summary>The digits there are.</summary>
    public static int Count => Ways.Length;

    /// <summary>Eight points at equal distances along the digit's way.</summary>
    public static float[] Points(int digit)
    {
        string way = Ways[digit];
        var points = new float[2 * Stroke.Count];
        for (int i = 0; i < Stroke.Count; i++)
        {
            // All segments are equally long in corners, if not in the box.
            float place = i * (way.Length - 1) / (Stroke.Count - 1f);
            int segment = Math.Min((int)place, way.Length - 2);
            (float x0, float y0) = Corner(way[segment] - '0');
            (float x1, float y1) = Corner(way[segment + 1] - '0');
            points[2 * i] = x0 + (place - segment) * (x1 - x0);
            points[2 * i + 1] = y0 + (place - segment) * (y1 - y0);
        }
        return points;
    }

    private static (float X, float Y) Corner(int corner) => (100f * (corner % 2), 100 - 50f * (corner / 2));
}

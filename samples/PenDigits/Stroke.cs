namespace PenDigits;

/// <summary>A digit as it was written: eight points along the pen's way, each x and y from 0 to 100.</summary>
internal sealed record Stroke(float[] Points, int Digit)
{
    /// <summary>Points of a stroke.</summary>
    public const int Count = 8;
}

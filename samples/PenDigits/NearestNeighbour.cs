namespace PenDigits;

/// <summary>Gives a stroke the digit of the training stroke at the smallest distance Σ (p − q)² over all coordinates.</summary>
internal sealed class NearestNeighbour(IReadOnlyList<Stroke> training)
{
    /// <summary>The digit of the nearest stroke; of equally near ones the first.</summary>
    public int Classify(Stroke stroke)
    {
        float nearest = float.PositiveInfinity;
        int digit = -1;
        foreach (Stroke known in training)
        {
            float distance = 0;
            for (int i = 0; i < known.Points.Length; i++)
            {
                float d = stroke.Points[i] - known.Points[i];
                distance += d * d;
            }
            if (distance < nearest) (nearest, digit) = (distance, known.Digit);
        }
        return digit;
    }

    /// <summary>The share of strokes whose digit it tells.</summary>
    public double Accuracy(IReadOnlyCollection<Stroke> strokes) => strokes.Count(stroke => Classify(stroke) == stroke.Digit) / (double)strokes.Count;
}

namespace RnnGen;

/// <summary>How well a class, or several, are told from the others. A quotient with nothing below is 0, as in scikit-learn.</summary>
/// <param name="Precision">Of those predicted, the share that is right: TP / (TP + FP).</param>
/// <param name="Recall">Of those there are, the share that was found: TP / (TP + FN).</param>
/// <param name="F1">The harmonic mean of the two: 2·TP / (2·TP + FP + FN).</param>
/// <param name="Support">How many there are: TP + FN.</param>
public readonly record struct ClassScore(double Precision, double Recall, double F1, long Support)
{
    /// <summary>From counts of true positives, false positives and false negatives.</summary>
    internal static ClassScore Of(long tp, long fp, long fn) =>
        new(Quotient(tp, tp + fp), Quotient(tp, tp + fn), Quotient(2 * tp, 2 * tp + fp + fn), tp + fn);

    private static double Quotient(long above, long below) => below == 0 ? 0 : (double)above / below;
}

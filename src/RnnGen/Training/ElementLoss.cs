namespace RnnGen;

/// <summary>A loss of one output and one target, in double: there are few outputs beside the network's products.</summary>
internal interface IElementLoss
{
    /// <summary>The loss and its derivative by <paramref name="y"/>.</summary>
    static abstract (double Loss, double Derivative) At(double y, double t);
}

/// <summary>(y − t)²</summary>
internal readonly struct SquaredError : IElementLoss
{
    public static (double Loss, double Derivative) At(double y, double t) => ((y - t) * (y - t), 2 * (y - t));
}

/// <summary>(y − t)²/2 where |y − t| ≤ δ = 1, else δ·(|y − t| − δ/2).</summary>
internal readonly struct HuberError : IElementLoss
{
    public static (double Loss, double Derivative) At(double y, double t)
    {
        double d = y - t;
        return Math.Abs(d) <= 1 ? (d * d / 2, d) : (Math.Abs(d) - 0.5, d > 0 ? 1 : -1);
    }
}

/// <summary>−t·ln σ(y) − (1 − t)·ln(1 − σ(y)) = max(y, 0) − y·t + ln(1 + e^−|y|), with the derivative σ(y) − t.</summary>
internal readonly struct SigmoidError : IElementLoss
{
    public static (double Loss, double Derivative) At(double y, double t)
    {
        double e = Math.Exp(-Math.Abs(y));
        double sigmoid = y >= 0 ? 1 / (1 + e) : e / (1 + e);
        return (Math.Max(y, 0) - y * t + Math.Log(1 + e), sigmoid - t);
    }
}

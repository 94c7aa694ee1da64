namespace RnnGen;

/// <summary>A gate's nonlinearity: φ of the pre-activation, which is first clipped to ±<paramref name="Clip"/> (0: not clipped).</summary>
internal readonly record struct GateFunction(ActivationSpec Activation, double Clip)
{
    /// <summary>φ(clip(z))</summary>
    public double Value(double z) => Activation.Value(Clipped(z, Clip));

    /// <summary>φ'(z) inside the bounds, 0 outside.</summary>
    public double Derivative(double z) => IsInside(z, Clip) ? Activation.Derivative(z) : 0;

    /// <summary>z, or the bound that it exceeds.</summary>
    public static double Clipped(double z, double clip) => clip > 0 ? Math.Clamp(z, -clip, clip) : z;

    /// <summary>Whether the gradient passes: z lies within the bounds or there are none.</summary>
    public static bool IsInside(double z, double clip) => clip <= 0 || Math.Abs(z) <= clip;
}

namespace RnnGen;

/// <summary>h = φ(W·x + U·h + b).</summary>
/// <param name="hidden">H, the number of units.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class RnnAttribute(int hidden) : RecurrentAttribute(hidden)
{
    /// <summary>φ.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;

    /// <summary>α of the activation; not a number stands for the function's default.</summary>
    public float ActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of the activation; not a number stands for the function's default.</summary>
    public float ActivationBeta { get; set; } = float.NaN;
}

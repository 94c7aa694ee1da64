namespace RnnGen;

/// <summary>Gated recurrent unit; gates r z n, h' = (1 − z)∘n + z∘h.</summary>
/// <param name="hidden">H, the number of units.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GruAttribute(int hidden) : RecurrentAttribute(hidden)
{
    /// <summary>Where the reset gate acts.</summary>
    public GruReset Reset { get; set; }

    /// <summary>Activation of r and z.</summary>
    public Activation GateActivation { get; set; } = Activation.Sigmoid;

    /// <summary>α of the gates' activation; not a number stands for the function's default.</summary>
    public float GateActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of the gates' activation; not a number stands for the function's default.</summary>
    public float GateActivationBeta { get; set; } = float.NaN;

    /// <summary>Activation of n.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;

    /// <summary>α of n's activation; not a number stands for the function's default.</summary>
    public float ActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of n's activation; not a number stands for the function's default.</summary>
    public float ActivationBeta { get; set; } = float.NaN;

    /// <summary>Bound of the gates' pre-activations; 0 means none. The gradient is 0 outside.</summary>
    public float Clip { get; set; }
}

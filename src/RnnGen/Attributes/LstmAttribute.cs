namespace RnnGen;

/// <summary>Long short-term memory; gates i f g o, as in PyTorch.</summary>
/// <param name="hidden">H, the number of units.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class LstmAttribute(int hidden) : RecurrentAttribute(hidden)
{
    /// <summary>P, the width of the projected output; 0 means none.</summary>
    public int Projection { get; set; }

    /// <summary>Whether the gates see the cell.</summary>
    public bool Peephole { get; set; }

    /// <summary>Which gates there are.</summary>
    public LstmGates Gates { get; set; }

    /// <summary>Activation of i, f and o.</summary>
    public Activation GateActivation { get; set; } = Activation.Sigmoid;

    /// <summary>α of the gates' activation; not a number stands for the function's default.</summary>
    public float GateActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of the gates' activation; not a number stands for the function's default.</summary>
    public float GateActivationBeta { get; set; } = float.NaN;

    /// <summary>Activation of g.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;

    /// <summary>α of g's activation; not a number stands for the function's default.</summary>
    public float ActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of g's activation; not a number stands for the function's default.</summary>
    public float ActivationBeta { get; set; } = float.NaN;

    /// <summary>Activation of c, before it is multiplied with o.</summary>
    public Activation OutputActivation { get; set; } = Activation.Tanh;

    /// <summary>α of c's activation; not a number stands for the function's default.</summary>
    public float OutputActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of c's activation; not a number stands for the function's default.</summary>
    public float OutputActivationBeta { get; set; } = float.NaN;

    /// <summary>Bound of the gates' pre-activations, after bias and peephole; 0 means none. The gradient is 0 outside.</summary>
    public float Clip { get; set; }

    /// <summary>Bound of c; 0 means none.</summary>
    public float CellClip { get; set; }
}

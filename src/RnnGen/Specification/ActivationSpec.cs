namespace RnnGen;

/// <summary>An activation function with its parameters.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Alpha">α; 0 where the function has none.</param>
/// <param name="Beta">β; 0 where the function has none.</param>
public readonly record struct ActivationSpec(Activation Kind, float Alpha, float Beta)
{
    /// <summary>The function with its default parameters.</summary>
    public ActivationSpec(Activation kind) : this(kind, DefaultAlpha(kind), DefaultBeta(kind)) { }

    /// <summary>Whether <paramref name="kind"/> reads α.</summary>
    public static bool HasAlpha(Activation kind) => kind is Activation.Affine or Activation.LeakyRelu
        or Activation.ThresholdedRelu or Activation.ScaledTanh or Activation.HardSigmoid or Activation.Elu;

    /// <summary>Whether <paramref name="kind"/> reads β.</summary>
    public static bool HasBeta(Activation kind) =>
        kind is Activation.Affine or Activation.ScaledTanh or Activation.HardSigmoid;

    /// <summary>α where the declaration is silent (ONNX's defaults).</summary>
    public static float DefaultAlpha(Activation kind) => kind switch
    {
        Activation.Affine or Activation.ThresholdedRelu or Activation.ScaledTanh or Activation.Elu => 1f,
        Activation.LeakyRelu => 0.01f,
        Activation.HardSigmoid => 0.2f,
        _ => 0f,
    };

    /// <summary>β where the declaration is silent (ONNX's defaults).</summary>
    public static float DefaultBeta(Activation kind) => kind switch
    {
        Activation.ScaledTanh => 1f,
        Activation.HardSigmoid => 0.5f,
        _ => 0f,
    };

    /// <summary>The function with its default parameters.</summary>
    public static implicit operator ActivationSpec(Activation kind) => new(kind);
}

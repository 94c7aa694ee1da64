namespace RnnGen;

/// <summary>An elementwise function φ. α and β are the attribute's <c>ActivationAlpha</c> and <c>ActivationBeta</c>.</summary>
/// <remarks>The list and the defaults of α and β are ONNX's.</remarks>
public enum Activation
{
    /// <summary>x</summary>
    Identity,
    /// <summary>tanh x</summary>
    Tanh,
    /// <summary>σ(x) = 1 / (1 + e⁻ˣ)</summary>
    Sigmoid,
    /// <summary>max(0, x)</summary>
    Relu,
    /// <summary>α·x + β (1, 0)</summary>
    Affine,
    /// <summary>x where x ≥ 0, else α·x (0.01); α ≥ 0</summary>
    LeakyRelu,
    /// <summary>x where x &gt; α, else 0 (1)</summary>
    ThresholdedRelu,
    /// <summary>α·tanh(β·x) (1, 1)</summary>
    ScaledTanh,
    /// <summary>min(1, max(0, α·x + β)) (0.2, 0.5)</summary>
    HardSigmoid,
    /// <summary>x where x ≥ 0, else α·(eˣ − 1) (1); α ≥ 0</summary>
    Elu,
    /// <summary>x / (1 + |x|)</summary>
    Softsign,
    /// <summary>ln(1 + eˣ)</summary>
    Softplus,
    /// <summary>eˣᵢ / Σⱼ eˣⱼ over a layer's outputs; <c>[Dense]</c> only.</summary>
    Softmax,
}

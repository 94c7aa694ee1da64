namespace RnnGen;

/// <summary>
/// Joins two models of the same compilation: the encoder reads a sequence, and its final state starts the decoder, which writes
/// another. Both are trained together.
/// </summary>
/// <param name="encoder">A class with <see cref="RnnModelAttribute"/>; its outputs are not used.</param>
/// <param name="decoder">Another one, whose layers all run forward, with an output for every step.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class Seq2SeqAttribute(Type encoder, Type decoder) : Attribute
{
    /// <summary>The encoder.</summary>
    public Type Encoder { get; } = encoder;

    /// <summary>The decoder.</summary>
    public Type Decoder { get; } = decoder;

    /// <summary>How the encoder's final state becomes the decoder's initial state.</summary>
    public Bridge Bridge { get; set; }

    /// <summary>φ of a dense bridge.</summary>
    public Activation BridgeActivation { get; set; } = Activation.Tanh;

    /// <summary>α of the bridge's activation; not a number stands for the function's default.</summary>
    public float BridgeActivationAlpha { get; set; } = float.NaN;

    /// <summary>β of the bridge's activation; not a number stands for the function's default.</summary>
    public float BridgeActivationBeta { get; set; } = float.NaN;
}

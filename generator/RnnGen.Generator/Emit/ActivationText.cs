namespace RnnGen.Generator.Emit;

/// <summary>How an activation and its derivative are called in generated code.</summary>
internal static class ActivationText
{
    /// <summary>φ(<paramref name="x"/>)</summary>
    public static string Value(ActivationSpec activation, MathMode math, Lanes lanes, string x)
    {
        if (activation.Kind == Activation.Identity) return x;
        bool isFast = math == MathMode.Fast && activation.Kind is (Activation.Tanh or Activation.Sigmoid);
        return lanes.Call((isFast ? "Fast" : "") + activation.Kind, x + Parameters(activation));
    }

    /// <summary>φ′ from the value <paramref name="y"/> = φ(x); null where it is 1.</summary>
    public static string? Slope(ActivationSpec activation, Lanes lanes, string y) => activation.Kind switch
    {
        Activation.Identity => null,
        Activation.Affine => lanes.Broadcast(Literal.Of(activation.Alpha)),
        Activation.LeakyRelu or Activation.HardSigmoid or Activation.Elu =>
            lanes.Call(activation.Kind + "Slope", $"{y}, {Literal.Of(activation.Alpha)}"),
        Activation.ScaledTanh => lanes.Call("ScaledTanhSlope", y + Parameters(activation)),
        _ => lanes.Call(activation.Kind + "Slope", y),
    };

    /// <summary><paramref name="gradient"/> ∘ φ′(x), from y = φ(x).</summary>
    public static string TimesSlope(ActivationSpec activation, Lanes lanes, string gradient, string y)
    {
        string? slope = Slope(activation, lanes, y);
        return slope is null ? gradient : $"{gradient} * {slope}";
    }

    /// <summary>The function's name in equations.</summary>
    public static string Symbol(ActivationSpec activation) => activation.Kind switch
    {
        Activation.Sigmoid => "σ",
        Activation.Tanh => "tanh",
        _ => activation.Kind.ToString().ToLowerInvariant(),
    };

    private static string Parameters(ActivationSpec activation) =>
        (ActivationSpec.HasAlpha(activation.Kind) ? ", " + Literal.Of(activation.Alpha) : "")
        + (ActivationSpec.HasBeta(activation.Kind) ? ", " + Literal.Of(activation.Beta) : "");
}

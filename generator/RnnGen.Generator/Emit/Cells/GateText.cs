namespace RnnGen.Generator.Emit.Cells;

/// <summary>A gate's nonlinearity in generated code: φ of the sum, which may be clipped first.</summary>
/// <param name="Activation">φ.</param>
/// <param name="Clip">The sum's bound; 0 means none.</param>
/// <param name="Math">How exactly φ is computed.</param>
internal readonly record struct GateText(ActivationSpec Activation, float Clip, MathMode Math)
{
    /// <summary>φ(clip(z))</summary>
    public string Value(Lanes lanes, string z) =>
        ActivationText.Value(Activation, Math, lanes, Clip > 0 ? lanes.Call("Clip", $"{z}, {Literal.Of(Clip)}") : z);

    /// <summary>dz from the gate's gradient: times φ′ from the gate's value, and 0 where z was clipped.</summary>
    public string Gradient(Lanes lanes, string gradient, string value, string z)
    {
        string slope = ActivationText.TimesSlope(Activation, lanes, gradient, value);
        return Clip > 0 ? lanes.Call("ClipGradient", $"{slope}, {z}, {Literal.Of(Clip)}") : slope;
    }

    /// <summary>The function's name in equations.</summary>
    public string Symbol => ActivationText.Symbol(Activation);
}

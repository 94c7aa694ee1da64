namespace RnnGen.Generator.Emit;

/// <content>Constants and construction.</content>
internal sealed partial class SurfaceEmitter
{
    private void EmitConstants()
    {
        Constant("InputSize", _facts.InputSize, "Width of the vector that the first layer reads.");
        Constant("InputsPerStep", _facts.InputsPerStep, _facts.ReadsTokens ? "Token ids a step takes." : "Input values a step takes.");
        Constant("OutputSize", _facts.OutputSize, "Width of one output.");
        Constant("ParameterCount", _facts.ParameterCount, "Trainable scalars, without padding.");
    }

    private void EmitConstructor() => Member(".ctor", "<summary>A model whose parameters are zero.</summary>",
        $"public {_network.Type.Name}()", $"Parameters = new {Buffer}(Spec);");
}

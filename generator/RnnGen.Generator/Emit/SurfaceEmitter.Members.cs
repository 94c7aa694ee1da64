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
        $"public {_network.Type.Name}()", $"Parameters = new {Buffer}(Spec);{(_facts.IsStored ? "\n_storedWeights = new global::RnnGen.StoredWeights(Parameters);" : "")}");

    /// <summary>The smaller copy that a step reads, and its renewal.</summary>
    private void EmitQuantize()
    {
        if (_network.IsValid)
        {
            Document("<summary>What steps and sequences without tape read; it never changes, but is replaced as a whole.</summary>");
            _w.Line("private global::RnnGen.StoredWeights _storedWeights;");
            _w.Line();
        }
        Member("Quantize", """
            <summary>
            Makes the smaller copy of the weights anew, which <c>Step</c> and <c>Forward</c> without tape read. Construction, <c>Create</c>, <c>Load</c>
            and <c>Read</c> do it; call it when <see cref="Parameters"/> were written otherwise.
            </summary>
            <remarks>Steps of other threads may run meanwhile: each call reads the old copy or the new one, whole. The parameters must not be written meanwhile.</remarks>
            """, "public void Quantize()", "global::System.Threading.Volatile.Write(ref _storedWeights, new global::RnnGen.StoredWeights(Parameters));");
        Member("Dequantize", "<summary>The parameters that the smaller copy stands for, as floats in a new buffer: what a step computes with.</summary>",
            $"public {Buffer} Dequantize()", "return _storedWeights.Dequantize();");
    }
}

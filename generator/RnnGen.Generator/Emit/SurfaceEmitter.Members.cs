namespace RnnGen.Generator.Emit;

/// <content>Constants, declaration, construction, files.</content>
internal sealed partial class SurfaceEmitter
{
    private const string FileErrors = """
        <exception cref="global::RnnGen.ModelFormatException">The file is damaged, or does not hold this model.</exception>
        <exception cref="global::System.IO.IOException">The file cannot be read.</exception>
        """;

    private void EmitConstants()
    {
        Constant("InputSize", _facts.InputSize, "Width of the vector that the first layer reads.");
        Constant("InputsPerStep", _facts.InputsPerStep, _facts.ReadsTokens ? "Token ids a step takes." : "Input values a step takes.");
        Constant("OutputSize", _facts.OutputSize, "Width of one output.");
        Constant("ParameterCount", _facts.ParameterCount, "Trainable scalars, without padding.");
    }

    private void Constant(string name, int value, string summary)
    {
        if (_network.TakenNames.Contains(name)) return;
        Document($"<summary>{summary}</summary>");
        _w.Line($"public const int {name} = {value};");
        _w.Line();
    }

    private void EmitSpec() => Property("Spec", "<summary>The declaration.</summary>",
        "public static global::RnnGen.ModelSpec Spec", $"=> {Declared}.Value;");

    private void EmitParameters() => Property("Parameters", "<summary>The parameters; all threads that share the model share them.</summary>",
        $"public {Buffer} Parameters", "{ get; }");

    private void Property(string name, string documentation, string signature, string getter)
    {
        if (_network.TakenNames.Contains(name)) return;
        Document(documentation);
        _w.Line($"{signature} {(_network.IsValid ? getter : "=> " + _facts.Throw)}");
        _w.Line();
    }

    private void EmitConstructor() => Member(".ctor", "<summary>A model whose parameters are zero.</summary>",
        $"public {_network.Type.Name}()", $"Parameters = new {Buffer}(Spec);");

    private void EmitFiles()
    {
        string self = _network.Type.FullName;
        Member("Create", """
            <summary>A model with random initial parameters.</summary>
            <param name="seed">The same seed gives the same parameters on every machine.</param>
            """, $"public static {self} Create(int seed)", $"""
            {self} model = new {self}();
            global::RnnGen.ParameterInitializer.Fill(model.Parameters, seed);
            return model;
            """);
        EmitLoad("string path", "A safetensors file with this model's names or PyTorch's.");
        EmitLoad("global::System.IO.Stream stream", "A safetensors file with this model's names or PyTorch's, from here to its end.");
        Member("Read", $"""
            <summary>Reads the parameters from a file. On an exception the model is unchanged.</summary>
            <param name="path">A safetensors file with this model's names or PyTorch's.</param>
            {FileErrors}
            """, "public void Read(string path)", "global::RnnGen.ModelFile.Read(Parameters, path);");
        Member("Save", """
            <summary>Writes the parameters to a safetensors file with PyTorch's names; whole, or not at all.</summary>
            <param name="path">The file; it is replaced if there is one.</param>
            <exception cref="global::System.IO.IOException">The file cannot be written.</exception>
            """, "public void Save(string path)", "global::RnnGen.ModelFile.Save(Parameters, path);");
    }

    private void EmitLoad(string parameter, string meaning)
    {
        string self = _network.Type.FullName;
        string name = parameter.Substring(parameter.IndexOf(' ') + 1);
        Member("Load", $"""
            <summary>A model with the parameters of a file.</summary>
            <param name="{name}">{meaning}</param>
            {FileErrors}
            """, $"public static {self} Load({parameter})", $"""
            {self} model = new {self}();
            global::RnnGen.ModelFile.Read(model.Parameters, {name});
            return model;
            """);
    }
}

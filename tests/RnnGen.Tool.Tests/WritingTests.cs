using System.Text.Json;
using RnnGen.Tool.Compiling;

namespace RnnGen.Tool.Tests;

public class WritingTests : ToolRun
{
    private readonly ImportedModel _model = Samples.Model(new InputSpec(1), new LstmSpec(5), new DenseSpec(1));

    private const string Declared = "using RnnGen; [RnnModel] [Input(1)] [Lstm(5)] [Dense(1)] public sealed partial class Five;";

    [Fact]
    public void AModelGoesFromFormatToFormatAndBack()
    {
        string first = Write(_model, "m.npz", ModelFormat.Numpy);
        Json("convert", first, PathOf("m.onnx"));
        Json("convert", PathOf("m.onnx"), PathOf("m.json"), "--to", "rtneural");
        Json("convert", PathOf("m.json"), PathOf("deep/er/m.safetensors"));
        Assert.Equal(Samples.Values(_model), Samples.Values(ModelImport.Read(PathOf("deep/er/m.safetensors"))));
    }

    [Fact]
    public void TheFormatOfAJsonFileIsSaid() => Assert.Contains("--to", Error(ExitCode.Failure, "convert", Write(_model, "m.npz", ModelFormat.Numpy), PathOf("m.json")));

    [Fact]
    public void AFormatThatCannotHoldTheModelRefusesIt() =>
        Assert.NotEmpty(Error(ExitCode.Failure, "convert", Write(Samples.Amp(), "amp.json", ModelFormat.AidaX), PathOf("amp.nam")));

    [Fact]
    public void ADeclaredModelIsExported()
    {
        string weights = Write(_model, "w.safetensors", ModelFormat.Safetensors);
        JsonElement report = Json("export", Source(Declared), weights, PathOf("m.nam"));
        Assert.Equal("Nam", report.GetProperty("format").GetString());
        Assert.Equal(Samples.Values(_model), Samples.Values(ModelImport.Read(PathOf("m.nam"))));
    }

    [Theory]
    [InlineData("w.safetensors", ModelFormat.Safetensors)]
    [InlineData("w.onnx", ModelFormat.Onnx)]
    public void ADeclaredModelIsVerified(string name, ModelFormat format)
    {
        string source = Source(Declared + "\nnamespace Other { [RnnModel, Input(2), Gru(3)] partial class B; }");
        JsonElement report = Json("verify", source, Write(_model, name, format), "--class", "Five");
        Assert.Equal(2, report.GetProperty("comparisons").GetArrayLength());
    }

    [Fact]
    public void WeightsOfAnotherNetworkAreRefused() => Assert.Contains("Lstm(5)",
        Error(ExitCode.Failure, "verify", Source(Declared.Replace("Lstm(5)", "Gru(5)")), Write(_model, "w.onnx", ModelFormat.Onnx)));

    [Fact]
    public void SeveralClassesAskForOne() => Assert.Contains("Five, Six",
        Error(ExitCode.Failure, "verify", Source(Declared + Declared.Replace("using RnnGen;", "").Replace("Five", "Six")), Write(_model, "w.safetensors", ModelFormat.Safetensors)));

    [Fact]
    public void AnErrorOfTheSourceHasItsPlace() => Assert.Contains("Model.cs(1,",
        Error(ExitCode.Failure, "verify", Source(Declared.Replace("[Input(1)]", "")), Write(_model, "w.safetensors", ModelFormat.Safetensors)));

    [Fact]
    public void WrongResultsAreSeen()
    {
        var assembly = ModelCompiler.Compile(("Model.cs", Declared));
        ICompiledModel compiled = CompiledModels.Find(assembly, null, "Model.cs");
        compiled.Take(_model.Parameters);
        Assert.True(compiled.AgainstReference(_model.Single, 1).IsRight);

        ParameterBuffer other = RandomParameters.Of(_model.Spec, seed: 2);
        Assert.False(compiled.AgainstReference(new ImportedPart(other), 1).IsRight);
        var answers = new TestVector([0.5f, 0.25f], [0.1f, 0.2f]);
        Assert.False(compiled.Against(answers, _model).IsRight);
        Assert.False(new Comparison("", double.NaN, 1, "").IsRight);
    }
}

namespace RnnGen.Formats.Tests;

/// <summary>The representation itself, and files on disk.</summary>
public sealed class ImportedModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-formats-").FullName;

    [Fact]
    public void PartsReadOnlyWhatIsBeforeThem()
    {
        ImportedPart Part(string name, int inputs, params string[] reads) =>
            new(RandomParameters.Of(new ModelSpec(new InputSpec(inputs), new DenseSpec(2)))) { Name = name, Reads = reads };
        string Refusal(params ImportedPart[] parts) => Assert.Throws<ArgumentException>(() => new ImportedModel(parts)).Message;

        Assert.Contains("Part 'b' reads 'c', which is no part before it", Refusal(Part("a", 3, ImportedPart.ModelInput), Part("b", 2, "c"), Part("c", 2, "a")));
        Assert.Contains("Two parts are called 'a'", Refusal(Part("a", 3, ImportedPart.ModelInput), Part("a", 2, "a")));
        Assert.Contains("Part 'b' reads 3 values, which is not the width of what it reads: a", Refusal(Part("a", 3, ImportedPart.ModelInput), Part("b", 3, "a")));
        Assert.Contains("Part 'b' reads 4 values", Refusal(Part("a", 3, ImportedPart.ModelInput), Part("b", 4, ImportedPart.ModelInput)));
        Assert.Contains("at least one part", Refusal());
        var model = new ImportedModel(Part("a", 3, ImportedPart.ModelInput), Part("b", 5, "a", ImportedPart.ModelInput));
        Assert.Equal(["b"], model.Outputs);
        Assert.Throws<ArgumentException>(() => model with { Outputs = ["c"] });
        Assert.Contains("2 parts: a, b", Assert.Throws<InvalidOperationException>(() => model.Spec).Message);
        Assert.Contains("a multiple of 3 values", Assert.Throws<ArgumentException>(() => model.Run([1f, 2])).Message);
    }

    /// <summary>Each part's network by itself, on what it reads.</summary>
    [Fact]
    public void PartsRunOneAfterAnother()
    {
        ImportedModel model = Samples.Parts();
        float[] inputs = Samples.Sine(5, 3);
        double[] below = model.Parts[0].Network.Forward([.. inputs.Select(x => (double)x)]).Outputs;
        double[] joined = [.. Enumerable.Range(0, 5).SelectMany(t => below[(4 * t)..(4 * t + 4)].Concat(inputs[(3 * t)..(3 * t + 3)].Select(x => (double)x)))];
        double[] above = model.Parts[1].Network.Forward(joined).Outputs;
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(t => above[(2 * t)..(2 * t + 2)].Concat(below[(4 * t)..(4 * t + 4)])), model.Run(inputs));
    }

    [Fact]
    public void AFileThatCannotBeWrittenIsAsItWas()
    {
        string path = Path.Combine(_folder, "model.nam");
        File.WriteAllText(path, "before");
        ImportedModel model = Samples.Model(new InputSpec(1), new GruSpec(2), new DenseSpec(1));
        Assert.Contains("NAM cannot hold [RnnModel] [Input(1)] [Gru(2)] [Dense(1)]", Assert.Throws<NotSupportedException>(() => ModelExport.Write(model, path, ModelFormat.Nam)).Message);
        Assert.Equal("before", File.ReadAllText(path));
        ModelExport.Write(model, path, ModelFormat.RtNeural);
        Assert.Equal(ModelFormat.RtNeural, ModelImport.Detect(path));
        Assert.Equal(Samples.Values(model), Samples.Values(ModelImport.Read(path)));
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Contains("RnNoise is not written", Assert.Throws<NotSupportedException>(() => ModelExport.Write(model, path, ModelFormat.RnNoise)).Message);
    }

    [Fact]
    public void OnlyBareTensorsCanBeSaidToBeSomething()
    {
        string path = Path.Combine(_folder, "model");
        ModelExport.Write(Samples.Model(new InputSpec(1), new GruSpec(2), new DenseSpec(1)), path, ModelFormat.RtNeural);
        Assert.Contains("a file of the format RtNeural says itself what its tensors are",
            Assert.Throws<ModelFormatException>(() => ModelImport.Read(path, new ModelSpec(new InputSpec(1), new GruSpec(2)))).Message);
        Assert.Throws<FileNotFoundException>(() => ModelImport.Read(path + "2"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

namespace RnnGen.Formats.Tests;

/// <summary>model → file → model is the same bit for bit, or the file is not written.</summary>
public class RoundTripTests
{
    private static readonly ModelFormat[] s_all = [ModelFormat.Safetensors, ModelFormat.Numpy, ModelFormat.RtNeural, ModelFormat.RtNeuralTorch, ModelFormat.AidaX, ModelFormat.Nam];

    private static readonly ModelFormat[] s_own = [ModelFormat.Safetensors, ModelFormat.Numpy];

    /// <summary>Each model with the formats that hold it; the others must refuse it.</summary>
    private static IEnumerable<(string Name, ImportedModel Model, ModelFormat[] Formats)> Cases()
    {
        yield return ("lstm", Samples.Model(new InputSpec(1), new LstmSpec(5), new DenseSpec(1)), s_all);
        yield return ("two lstm layers", Samples.Model(new InputSpec(2), new LstmSpec(3) { Layers = 2, Name = "rec" }, new DenseSpec(1) { Name = "lin" }), s_all);
        yield return ("gru", Samples.Model(new InputSpec(1), new GruSpec(4), new DenseSpec(1)), [.. s_own, ModelFormat.RtNeural, ModelFormat.RtNeuralTorch, ModelFormat.AidaX]);
        yield return ("dense", Samples.Model(new InputSpec(3), new DenseSpec(4) { Activation = Activation.Elu }, new DenseSpec(4) { Bias = false, Activation = Activation.Softmax },
            new DenseSpec(1) { Activation = Activation.Sigmoid }), [.. s_own, ModelFormat.RtNeural, ModelFormat.AidaX]);
        yield return ("dense then gru", Samples.Model(new InputSpec(1), new DenseSpec(8) { Activation = Activation.Tanh }, new GruSpec(8), new LstmSpec(3), new DenseSpec(1)),
            [.. s_own, ModelFormat.RtNeural, ModelFormat.AidaX]);
        yield return ("rnn", Samples.Model(new InputSpec(2), new RnnSpec(3) { Activation = new(Activation.ScaledTanh, 1.5f, 0.3f) }), s_own);
        yield return ("plain rnn", Samples.Model(new InputSpec(2), new RnnSpec(3)), [.. s_own, ModelFormat.RtNeuralTorch]);
        yield return ("projection, both ways", Samples.Model(new InputSpec(2), new LstmSpec(6) { Projection = 2, Direction = Direction.Bidirectional, Layers = 2, Bias = false }),
            [.. s_own, ModelFormat.RtNeuralTorch]);
        yield return ("peephole", Samples.Model(new InputSpec(2), new LstmSpec(3) { Peephole = true, Gates = LstmGates.Coupled, Clip = 0.1f, CellClip = 3 }), s_own);
        yield return ("gru before", Samples.Model(new InputSpec(2), new GruSpec(3) { Reset = GruReset.BeforeProduct, Activation = Activation.Relu }), s_own);
        yield return ("normalised", Samples.Model(new InputSpec(2), new GruSpec(3) { LayerNorm = true, Layers = 2, Skip = Skip.Residual }), s_own);
        yield return ("mingru", Samples.Model(new InputSpec(2), new MinGruSpec(3) { Layers = 3, Skip = Skip.Highway, Name = "a\"b\\c" }), s_own);
        yield return ("tokens", Samples.Model(new OneHotSpec(5), new EmbeddingSpec(7, 2), new LstmSpec(3), new DenseSpec(4) { Activation = Activation.Softmax }), s_own);
        yield return ("tied", Samples.Model(new EmbeddingSpec(7, 3), new LstmSpec(3), new DenseSpec(7) { Tied = true }), s_own);
        yield return ("pooled", new ImportedModel(RandomParameters.Of(new ModelSpec(new InputSpec(2), new LstmSpec(3) { Direction = Direction.Bidirectional, Merge = Merge.Product }) { Output = OutputMode.FinalState })), s_own);
        yield return ("amp", Samples.Amp(), [.. s_own, ModelFormat.AidaX]);
        yield return ("parts", Samples.Parts(), s_own);
    }

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void IsTheSameOrRefused(string name)
    {
        (_, ImportedModel model, ModelFormat[] formats) = Cases().Single(item => item.Name == name);
        foreach (ModelFormat format in s_all)
        {
            if (!formats.Contains(format))
            {
                Assert.Throws<NotSupportedException>(() => ModelExport.ToBytes(model, format));
                continue;
            }
            byte[] content = ModelExport.ToBytes(model, format);
            ImportedModel read = ModelImport.Read(content, "it");
            Assert.Equal(format, read.Format);
            // NAM's files hold the state after silence, which a model from elsewhere does not have.
            if (format == ModelFormat.Nam) read = CheckRest(read, model);
            Assert.Equal(Samples.Values(model), Samples.Values(read));
            Assert.Equal(Samples.Run(model), Samples.Run(read));
            Assert.Equal((model.InputGainDecibels, model.OutputGainDecibels), (read.InputGainDecibels, read.OutputGainDecibels));
            CheckMetadata(model.Metadata, read.Metadata);
            Assert.Equal(model.TestVectors.SelectMany(vector => vector.Outputs), read.TestVectors.SelectMany(vector => vector.Outputs));
            Assert.Equal(content, ModelExport.ToBytes(format == ModelFormat.Nam ? ModelImport.Read(content, "it") with { Metadata = model.Metadata } : read, format));
        }
    }

    [Fact]
    public void AStateStays()
    {
        ImportedModel model = ModelImport.Read(ModelExport.ToBytes(Samples.Model(new InputSpec(1), new LstmSpec(4) { Layers = 2 }, new DenseSpec(1)), ModelFormat.Nam), "it");
        Assert.Equal(4, model.Single.InitialState.Count);
        Assert.Contains(model.Single.InitialState.Values, values => values.Any(value => value != 0));
        foreach (ModelFormat format in (ModelFormat[])[.. s_own, ModelFormat.Nam])
        {
            ImportedModel read = ModelImport.Read(ModelExport.ToBytes(model, format), "it");
            foreach ((string slot, IReadOnlyList<float> values) in model.Single.InitialState) Assert.Equal(values, read.Single.InitialState[slot]);
            Assert.Equal(Samples.Run(model), Samples.Run(read));
        }
        Assert.Contains("initial state", Assert.Throws<NotSupportedException>(() => ModelExport.ToBytes(model, ModelFormat.AidaX)).Message);
    }

    [Fact]
    public void AnOwnSafetensorsFileLoadsIntoAGeneratedModelsParameters()
    {
        ImportedModel amp = Samples.Amp();
        var buffer = new ParameterBuffer(amp.Spec);
        ModelFile.Read(buffer, new MemoryStream(ModelExport.ToBytes(amp, ModelFormat.Safetensors)));
        Assert.Equal(amp.Parameters.Span.ToArray(), buffer.Span.ToArray());
    }

    [Fact]
    public void ValuesThatAreNotFiniteAreNotWritten()
    {
        ImportedModel model = Samples.Model(new InputSpec(1), new LstmSpec(2), new DenseSpec(1));
        model.Parameters.Write("dense.bias", [float.NaN]);
        foreach (ModelFormat format in s_all) Assert.ThrowsAny<InvalidOperationException>(() => ModelExport.ToBytes(model, format));
    }

    private static ImportedModel CheckRest(ImportedModel read, ImportedModel model)
    {
        Assert.NotEmpty(read.Single.InitialState);
        return new ImportedModel(read.Parameters) { Format = read.Format, Metadata = read.Metadata with { SampleRate = model.Metadata.SampleRate } };
    }

    private static void CheckMetadata(ModelMetadata expected, ModelMetadata actual)
    {
        Assert.Equal((expected.Name, expected.Author, expected.License, expected.SampleRate), (actual.Name, actual.Author, actual.License, actual.SampleRate));
        Assert.Equal(expected.Vocabulary, actual.Vocabulary);
        Assert.Equal(expected.Other.OrderBy(pair => pair.Key), actual.Other.OrderBy(pair => pair.Key));
    }
}

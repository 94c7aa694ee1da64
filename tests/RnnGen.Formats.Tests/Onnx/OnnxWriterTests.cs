namespace RnnGen.Formats.Tests.Onnx;

/// <summary>Models written as ONNX: read back they are the same bit for bit, and ONNX Runtime gives the same outputs.</summary>
public class OnnxWriterTests
{
    private const int Steps = 6, Batch = 3;

    // Single precision on the other side.
    private const double RuntimeTolerance = 2e-6;

    private static readonly Dictionary<string, ModelSpec> s_models = new()
    {
        ["lstm, dense"] = new(new InputSpec(3), new LstmSpec(8), new DenseSpec(2)),
        ["three named GRUs of both directions"] = new(new InputSpec(3), new GruSpec(5) { Layers = 3, Direction = Direction.Bidirectional, Name = "rec" }, new DenseSpec(2) { Name = "" }),
        ["GRU, reset before"] = new(new InputSpec(2), new GruSpec(6) { Reset = GruReset.BeforeProduct, Clip = 0.7f }),
        ["backward RNN"] = new(new InputSpec(2), new RnnSpec(6) { Direction = Direction.Backward, Bias = false, Activation = Activation.Relu }),
        ["peepholes, clip"] = new(new InputSpec(3), new LstmSpec(5) { Peephole = true, Clip = 0.4f }, new DenseSpec(3) { Activation = Activation.Softmax }),
        ["coupled gates"] = new(new InputSpec(3), new LstmSpec(5) { Gates = LstmGates.Coupled, Layers = 2 }),
        ["coupled gates, peepholes"] = new(new InputSpec(3), new LstmSpec(5) { Gates = LstmGates.Coupled, Peephole = true }),
        ["embedding"] = new(new EmbeddingSpec(7, 4), new LstmSpec(6) { Layers = 2 }, new DenseSpec(7)),
        ["tied embedding"] = new(new EmbeddingSpec(7, 6), new GruSpec(6), new DenseSpec(7) { Tied = true }),
        ["two token inputs"] = new(new EmbeddingSpec(7, 4), new OneHotSpec(5), new GruSpec(6)),
        ["two stacks of one kind"] = new(new InputSpec(6), new LstmSpec(6), new LstmSpec(6)),
        ["merged by sum"] = new(new InputSpec(3), new GruSpec(4) { Direction = Direction.Bidirectional, Merge = Merge.Sum, Layers = 2 }),
        ["merged by mean"] = new(new InputSpec(3), new RnnSpec(4) { Direction = Direction.Bidirectional, Merge = Merge.Mean }, new DenseSpec(2)),
        ["merged by product"] = new(new InputSpec(3), new LstmSpec(4) { Direction = Direction.Bidirectional, Merge = Merge.Product }),
        ["residual"] = new(new InputSpec(3), new LstmSpec(4) { Layers = 3, Skip = Skip.Residual, Dropout = 0.2f }, new DenseSpec(2)),
        ["guitar amplifier"] = new(new InputSpec(1), new LstmSpec(8), new DenseSpec(1)) { InputSkip = true },
        ["last step"] = new(new InputSpec(3), new GruSpec(4), new DenseSpec(2)) { Output = OutputMode.LastStep },
        ["final state"] = new(new InputSpec(3), new LstmSpec(4) { Direction = Direction.Bidirectional, Layers = 2 }, new DenseSpec(2)) { Output = OutputMode.FinalState },
        ["final state, merged"] = new(new InputSpec(3), new GruSpec(4) { Direction = Direction.Bidirectional, Merge = Merge.Sum }) { Output = OutputMode.FinalState },
        ["mean over time"] = new(new InputSpec(3), new GruSpec(4), new DenseSpec(2)) { Output = OutputMode.Mean },
        ["maximum over time"] = new(new InputSpec(3), new RnnSpec(4)) { Output = OutputMode.Max },
        ["dense before and behind"] = new(new InputSpec(3), new DenseSpec(4) { Activation = Activation.Relu }, new GruSpec(5), new DenseSpec(4) { Activation = Activation.Tanh }, new DenseSpec(1) { Bias = false, Activation = Activation.Sigmoid }),
        ["dense only"] = new(new InputSpec(3), new DenseSpec(4) { Activation = Activation.Elu }, new DenseSpec(2) { Activation = new(Activation.LeakyRelu, 0.3f, 0) }),
        ["activations with parameters"] = new(new InputSpec(3), new LstmSpec(4)
        {
            Direction = Direction.Bidirectional, GateActivation = new(Activation.HardSigmoid, 0.3f, 0.4f), Activation = new(Activation.ScaledTanh, 1.7f, 0.6f), OutputActivation = Activation.Softsign,
        }, new DenseSpec(3) { Activation = new(Activation.ScaledTanh, 1.2f, 0.5f) }, new DenseSpec(3) { Activation = new(Activation.Affine, 2, 0.25f) },
            new DenseSpec(3) { Activation = new(Activation.ThresholdedRelu, 0.1f, 0) }, new DenseSpec(3) { Activation = new(Activation.HardSigmoid, 0.4f, 0.3f) }, new DenseSpec(2) { Activation = Activation.Softplus }),
        ["all recurrent activations"] = new(new InputSpec(3), new RnnSpec(4) { Activation = new(Activation.LeakyRelu, 0.2f, 0) }, new RnnSpec(4) { Activation = new(Activation.ThresholdedRelu, 0.1f, 0) },
            new RnnSpec(4) { Activation = new(Activation.Elu, 0.8f, 0) }, new RnnSpec(4) { Activation = Activation.Softplus }, new GruSpec(3) { Activation = new(Activation.Affine, 0.9f, 0.1f) }),
    };

    public static TheoryData<string> Models => new(s_models.Keys);

    [Theory, MemberData(nameof(Models))]
    public void ComesBackBitForBit(string name)
    {
        ImportedModel model = Make(name);
        ImportedModel back = ModelImport.Read(ModelExport.ToBytes(model, ModelFormat.Onnx), name);
        Assert.Equal((model.Spec with { Layers = new(model.Spec.Layers.Select(WithoutDropout)) }).ToString(), back.Spec.ToString());
        foreach (TensorInfo tensor in model.Parameters.Tensors)
        {
            float[] expected = new float[tensor.Count], found = new float[tensor.Count];
            model.Parameters.Read(tensor.Name, expected);
            back.Parameters.Read(tensor.Name, found);
            Assert.Equal(Array.ConvertAll(expected, BitConverter.SingleToInt32Bits), Array.ConvertAll(found, BitConverter.SingleToInt32Bits));
        }
    }

    [OnnxRuntimeTheory, MemberData(nameof(Models))]
    public void GivesTheSameInOnnxRuntime(string name)
    {
        byte[] file = ModelExport.ToBytes(Make(name), ModelFormat.Onnx);
        OnnxNetwork network = OnnxModelReader.ReadNetwork(new InputFile(file, name));
        Dictionary<string, OnnxData> inputs = Inputs(network);
        using var runtime = new OnnxRuntime();
        IReadOnlySet<string> tokens = network.Inputs.Where(binding => binding.Role == OnnxRole.Tokens).Select(binding => binding.Name).ToHashSet();
        Dictionary<string, OnnxData> expected = runtime.Run(file, inputs, tokens, [.. network.Outputs.Select(binding => binding.Name)]);
        Assert.InRange(OnnxCase.LargestDifference(expected, new OnnxRunner(network).Run(inputs)), 0, RuntimeTolerance);
    }

    /// <summary>Gains and the initial state are in the graph, and come back as what they were; so do the metadata.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KeepsGainsInitialStateAndMetadata(bool skip)
    {
        ImportedModel model = Amp(skip), back = ModelImport.Read(ModelExport.ToBytes(model, ModelFormat.Onnx), "amp.onnx");
        float[] x = [0.5f, -0.25f, 1, 0];
        Assert.Equal(model.Run(x), back.Run(x));
        Assert.Equal((model.Spec, 6.0, -3.0), (back.Spec, back.OutputGainDecibels, back.InputGainDecibels));
        Assert.Equal(model.Single.InitialState["lstm.h_l0"], back.Single.InitialState["lstm.h_l0"]);
        Assert.Equal(model.Single.InitialState["lstm.c_l0"], back.Single.InitialState["lstm.c_l0"]);
        Assert.Equal(("amp", "me", "MIT", 48000.0, "clean", "5"), (back.Metadata.Name, back.Metadata.Author, back.Metadata.License, back.Metadata.SampleRate, back.Metadata.Find("tone"), back.Metadata.Other["level"]));
    }

    /// <summary>In another tool the graph applies them.</summary>
    [OnnxRuntimeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void GainsAndInitialStateActInOnnxRuntime(bool skip)
    {
        ImportedModel model = Amp(skip);
        float[] x = [0.5f, -0.25f, 1, 0];
        using var runtime = new OnnxRuntime();
        OnnxData y = runtime.Run(ModelExport.ToBytes(model, ModelFormat.Onnx), new Dictionary<string, OnnxData> { ["x"] = new([4, 1, 1], [.. x.Select(value => (double)value)]) }, new HashSet<string>(), ["y"])["y"];
        double[] expected = model.Run(x);
        for (int t = 0; t < x.Length; t++) Assert.Equal(expected[t], y.Values[t], RuntimeTolerance);
    }

    private static ImportedModel Amp(bool skip)
    {
        var spec = new ModelSpec(new InputSpec(1), new LstmSpec(4), new DenseSpec(1)) { InputSkip = skip };
        return new ImportedModel(new ImportedPart(Random(spec))
        {
            InitialState = new Dictionary<string, IReadOnlyList<float>> { ["lstm.h_l0"] = [0.1f, -0.2f, 0.3f, 0.4f], ["lstm.c_l0"] = [1, 0, -1, 0.5f] },
        })
        {
            OutputGainDecibels = 6, InputGainDecibels = -3,
            Metadata = new ModelMetadata
            {
                Name = "amp", Author = "me", License = "MIT", SampleRate = 48000, Other = new Dictionary<string, string> { ["tone"] = "\"clean\"", ["level"] = "5" },
            },
        };
    }

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("Projection")]
    [InlineData("CellClip")]
    [InlineData("MinGru")]
    [InlineData("without forget gate")]
    [InlineData("Skip = Highway")]
    [InlineData("coupled gates have another activation")]
    public void WhatOnnxDoesNotHaveIsRefused(string what)
    {
        RecurrentSpec layer = what switch
        {
            "LayerNorm" => new GruSpec(4) { LayerNorm = true },
            "Projection" => new LstmSpec(4) { Projection = 2 },
            "CellClip" => new LstmSpec(4) { CellClip = 3 },
            "MinGru" => new MinGruSpec(4),
            "without forget gate" => new LstmSpec(4) { Gates = LstmGates.NoForget },
            "Skip = Highway" => new GruSpec(4) { Layers = 2, Skip = Skip.Highway },
            _ => new LstmSpec(4) { Gates = LstmGates.Coupled, GateActivation = Activation.Softsign },
        };
        var exception = Assert.Throws<NotSupportedException>(() => ModelExport.ToBytes(new ImportedModel(Random(new ModelSpec(new InputSpec(2), layer))), ModelFormat.Onnx));
        Assert.Contains(what, exception.Message);
    }

    private static ImportedModel Make(string name) => new(Random(s_models[name]));

    private static LayerSpec WithoutDropout(LayerSpec layer) => layer is RecurrentSpec recurrent ? recurrent with { Dropout = 0 } : layer;

    private static ParameterBuffer Random(ModelSpec spec)
    {
        var random = new Random(5);
        var parameters = new ParameterBuffer(spec);
        foreach (TensorInfo tensor in parameters.Tensors)
        {
            var values = new float[tensor.Count];
            for (int i = 0; i < values.Length; i++) values[i] = i % 7 == 0 ? 0 : random.NextSingle() - 0.5f;
            parameters.Write(tensor.Name, values);
        }
        return parameters;
    }

    private static Dictionary<string, OnnxData> Inputs(OnnxNetwork network)
    {
        var random = new Random(9);
        return network.Inputs.ToDictionary(binding => binding.Name, binding =>
        {
            int[] shape = [.. binding.Axes.Select((axis, i) => axis.Axis switch { OnnxAxis.Time => Steps, OnnxAxis.Batch => Batch, OnnxAxis.One => 1, _ => binding.Sizes[i] })];
            var values = new double[shape.Aggregate(1, (a, b) => a * b)];
            for (int i = 0; i < values.Length; i++) values[i] = binding.Role == OnnxRole.Tokens ? random.Next(5) : (float)(2 * random.NextDouble() - 1);
            return new OnnxData(shape, values);
        });
    }
}

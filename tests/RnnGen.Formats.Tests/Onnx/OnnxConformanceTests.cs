using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Onnx;

/// <summary>Every ONNX model of the conformance data: imported, run in the reference engine, compared.</summary>
public class OnnxConformanceTests
{
    private const double Tolerance = 1e-5;

    /// <summary>The cases that are refused, with what the message says. There is none.</summary>
    private static readonly Dictionary<string, string> s_refused = [];

    public static TheoryData<string> Cases => SharedData.Root is null ? [] : new(OnnxCase.Names("node").Concat(OnnxCase.Names("torch_export")).Concat(OnnxCase.Names("extra")));

    public static TheoryData<string> Exported => SharedData.Root is null ? [] : new(OnnxCase.Names("torch_export"));

    [SharedFact]
    public void NoCaseIsLeftOut() => Assert.Equal(18 + 20 + 35, Cases.Count);

    [SharedTheory, MemberData(nameof(Cases))]
    public void GivesTheExpectedOutputs(string name)
    {
        var test = new OnnxCase(name);
        if (s_refused.TryGetValue(name, out string? why))
        {
            Assert.Contains(why, Assert.Throws<ModelFormatException>(() => test.Import()).Message);
            return;
        }
        OnnxNetwork network = test.Import();
        Assert.InRange(OnnxCase.LargestDifference(test.Expected, new OnnxRunner(network).Run(test.Inputs)), 0, Tolerance);
    }

    /// <summary>The parameters are those that PyTorch has, bit for bit.</summary>
    [SharedTheory, MemberData(nameof(Exported))]
    public void HasTheWeightsOfTheExportedModule(string name)
    {
        var test = new OnnxCase(name);
        ImportedModel model = test.Import().Model;
        var named = new ParameterBuffer(model.Spec with { Layers = new(model.Spec.Layers.Select(layer => layer switch
        {
            RecurrentSpec recurrent => recurrent with { Name = "rnn" },
            DenseSpec dense => dense with { Name = "head" },
            _ => layer,
        })) });
        ModelFile.Read(named, test.WeightsPath);
        Assert.Equal(named.Tensors.Count, model.Parameters.Tensors.Count);
        foreach ((TensorInfo theirs, TensorInfo ours) in named.Tensors.Zip(model.Parameters.Tensors))
        {
            float[] expected = new float[theirs.Count], found = new float[ours.Count];
            named.Read(theirs.Name, expected);
            model.Parameters.Read(ours.Name, found);
            Assert.Equal(expected, found);
        }
    }

    [SharedTheory]
    [InlineData("torch_export/gru_bi_2l", "[RnnModel] [Input(3)] [Gru(8, Layers = 2, Direction = Direction.Bidirectional)] [Dense(1)]")]
    [InlineData("torch_export/gru_batch_first_last", "[RnnModel(Output = OutputMode.LastStep)] [Input(3)] [Gru(8)] [Dense(5)]")]
    [InlineData("torch_export/lstm_2l_nobias", "[RnnModel] [Input(3)] [Lstm(8, Layers = 2, Bias = false)] [Dense(1)]")]
    [InlineData("torch_export/rnn_relu", "[RnnModel] [Input(3)] [Rnn(8, Activation = Activation.Relu)] [Dense(1)]")]
    [InlineData("node/test_lstm_bidirectional", "[RnnModel(Output = OutputMode.FinalState)] [Input(2)] [Lstm(3, Direction = Direction.Bidirectional, Bias = false)]")]
    public void RecognisesTheDeclaration(string name, string declaration) => Assert.Equal(declaration, new OnnxCase(name).Import().Model.Spec.ToString());

    /// <summary>Two LSTMs and a sigmoid layer, one step at a time; the states are one tensor [1, layer, unit, h or c].</summary>
    [SharedFact]
    public void DtlnGivesTheOutputsOfOnnxRuntime()
    {
        OnnxNetwork network = OnnxModelReader.ReadNetwork(InputFile.Open(SharedData.PathOf("models", "dtln", "model_1.onnx")));
        Assert.Equal("[RnnModel] [Input(257)] [Lstm(128, Layers = 2)] [Dense(257, Activation = Activation.Sigmoid)]", network.Model.Spec.ToString());
        var io = new ConformanceFile(SharedData.PathOf("models", "dtln", "model_1.io.safetensors"));
        var runner = new OnnxRunner(network);
        var state = new OnnxData([1, 2, 128, 2], new double[512]);
        for (int t = 0; t < 40; t++)
        {
            IReadOnlyDictionary<string, OnnxData> outputs = runner.Run(new Dictionary<string, OnnxData>
            {
                ["input_2"] = new([1, 1, 257], io["x"][(t * 257)..((t + 1) * 257)]),
                ["input_3"] = state,
            });
            state = outputs["tf_op_layer_stack_2"];
            double[] mask = outputs["activation_2"].Values, expected = io["mask_ort32"][(t * 257)..((t + 1) * 257)];
            for (int i = 0; i < mask.Length; i++) Assert.Equal(expected[i], mask[i], Tolerance);
        }
    }
}

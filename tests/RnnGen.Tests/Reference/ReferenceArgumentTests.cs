namespace RnnGen.Tests;

public class ReferenceArgumentTests
{
    private static readonly ModelSpec s_real = new(new InputSpec(3), new LstmSpec(2), new DenseSpec(2));
    private static readonly ModelSpec s_tokens = new(new OneHotSpec(5), new EmbeddingSpec(3, 2), new RnnSpec(2));

    public static TheoryData<string, ModelSpec> NotBuilt => new()
    {
        { "InputSkip with Output = LastStep", new ModelSpec(new InputSpec(4), new RnnSpec(4)) { InputSkip = true, Output = OutputMode.LastStep } },
    };

    public static TheoryData<string, ModelSpec> NotANetwork => new()
    {
        { "no source", new ModelSpec(new RnnSpec(1)) },
        { "sources come first", new ModelSpec(new RnnSpec(1), new InputSpec(1)) },
        { "no layer after its sources", new ModelSpec(new InputSpec(1)) },
        { "must be the only one", new ModelSpec(new OneHotSpec(3), new InputSpec(1), new RnnSpec(1)) },
        { "needs a recurrent layer", new ModelSpec(new InputSpec(1), new DenseSpec(1)) { Output = OutputMode.Mean } },
        { "LstmSpec.Projection is -1", new ModelSpec(new InputSpec(1), new LstmSpec(4) { Projection = -1 }) },
        { "LstmSpec.Hidden is 0", new ModelSpec(new InputSpec(1), new LstmSpec(0)) },
        { "Softmax", new ModelSpec(new InputSpec(1), new RnnSpec(2) { Activation = Activation.Softmax }) },
        { "α = -1.5", new ModelSpec(new InputSpec(1), new DenseSpec(2) { Activation = new(Activation.Elu, -1.5f, 0) }) },
        { "the first 2 inputs", new ModelSpec(new InputSpec(1), new RnnSpec(2)) { InputSkip = true } },
        { "DropoutSpec.Probability is 1;", new ModelSpec(new InputSpec(1), new RnnSpec(2), new DropoutSpec(1)) },
        { "GruSpec.Dropout is -0.5", new ModelSpec(new InputSpec(1), new GruSpec(2) { Dropout = -0.5f }) },
        { "GruSpec.RecurrentDropout is NaN", new ModelSpec(new InputSpec(1), new GruSpec(2) { RecurrentDropout = float.NaN }) },
        { "no product with h", new ModelSpec(new InputSpec(1), new MinGruSpec(2) { RecurrentDropout = 0.5f }) },
        { "which is for RNN, LSTM and GRU", new ModelSpec(new InputSpec(1), new MinGruSpec(2) { LayerNorm = true }) },
        { "Skip = Residual needs the same step", new ModelSpec(new InputSpec(1),
            new RnnSpec(2) { Layers = 2, Skip = Skip.Residual, Direction = Direction.Bidirectional }) { Output = OutputMode.FinalState } },
        { "is not the last layer", new ModelSpec(new EmbeddingSpec(3, 2), new DenseSpec(3) { Tied = true }, new RnnSpec(2)) },
        { "one EmbeddingSpec as the only source", new ModelSpec(new OneHotSpec(3), new RnnSpec(2), new DenseSpec(3) { Tied = true }) },
        { "the table is 3 × 2, but the W of the DenseSpec that is Tied to it 3 × 4", new ModelSpec(new EmbeddingSpec(3, 2), new RnnSpec(4), new DenseSpec(3) { Tied = true }) },
        { "reads tokens", new ModelSpec(new OneHotSpec(3), new RnnSpec(2)) { InputSkip = true } },
    };

    [Theory, MemberData(nameof(NotBuilt))]
    public void WhatIsNotBuiltIsNamed(string expected, ModelSpec spec) =>
        Assert.Contains(expected, Assert.Throws<NotSupportedException>(() => new ReferenceNetwork(spec)).Message);

    [Theory, MemberData(nameof(NotANetwork))]
    public void WhatIsNoNetworkIsExplained(string expected, ModelSpec spec) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new ReferenceNetwork(spec)).Message);

    [Fact]
    public void WrongInputsAreNamed()
    {
        var real = new ReferenceNetwork(s_real);
        var tokens = new ReferenceNetwork(s_tokens);
        Says("Expected a multiple of 3 values, so many for each step; found 4.", () => real.Forward(new double[4]));
        Says("token ids came", () => real.Forward(new int[3]));
        Says("real values came", () => tokens.Forward(new double[2]));
        Says("Expected a multiple of 2 values", () => tokens.Forward([1]));
        Says("Expected ids from 0 to 2; found 3 at index 1.", () => tokens.Forward([4, 3]));
        Says("Expected ids from 0 to 4; found -1 at index 2.", () => tokens.Forward([0, 0, -1, 0]));
        Says("at least one step", () => new ReferenceNetwork(s_real with { Output = OutputMode.Max }).Forward(Array.Empty<double>()));
    }

    [Fact]
    public void WrongStatesAndGradientsAreNamed()
    {
        var network = new ReferenceNetwork(s_real);
        ReferenceTensors other = new ReferenceNetwork(s_tokens).NewState();
        ReferenceRun run = network.Forward(new double[6]);
        Says("Expected the tensors lstm.h_l0 [2], lstm.c_l0 [2]; found rnn.h_l0 [2].", () => network.Forward(new double[3], other));
        Says("Expected the tensors lstm.h_l0 [2], lstm.c_l0 [2]; found rnn.h_l0 [2].", () => network.Backward(run, new double[4], other));
        Says("Expected 4 values, as many as outputs; found 3.", () => network.Backward(run, new double[3]));
        Says("another network's", () => new ReferenceNetwork(s_real).Backward(run, new double[4]));
        Says("Expected the parameters of", () => network.Load(new ParameterBuffer(s_tokens)));
        Says("There is no tensor 'lstm.weight'; there are lstm.weight_ih_l0,", () => network.Parameters["lstm.weight"].ToString());
    }

    [Fact]
    public void NoStepsLeaveTheStateAsItIs()
    {
        var network = new ReferenceNetwork(s_real);
        ReferenceTensors state = network.NewState();
        state["lstm.h_l0"][1] = 3;
        ReferenceRun run = network.Forward(Array.Empty<double>(), state);
        Assert.Empty(run.Outputs);
        Assert.Equal([0, 3], run.FinalState["lstm.h_l0"]);
    }

    [Fact]
    public void ARunLeavesTheGivenStateAndCanBeRepeated()
    {
        var check = new GradientCheck(s_real, steps: 3);
        ReferenceTensors state = check.Network.NewState();
        ReferenceRun run = check.Network.Forward(new double[9], state);
        Assert.Equal([0, 0], state["lstm.h_l0"]);
        double[] Once() => check.Network.Backward(run, [1, 2, 3, 4, 5, 6]).Parameters["lstm.weight_hh_l0"];
        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void LoadTakesEveryTensor()
    {
        var parameters = new ParameterBuffer(s_real);
        float next = 0;
        foreach (TensorInfo tensor in parameters.Tensors)
        {
            parameters.Write(tensor.Name, Enumerable.Range(0, tensor.Count).Select(_ => ++next).ToArray());
        }
        var network = new ReferenceNetwork(s_real);
        network.Load(parameters);
        double[] loaded = network.Parameters.Tensors.SelectMany(tensor => network.Parameters[tensor.Name]).ToArray();
        Assert.Equal(Enumerable.Range(1, (int)next).Select(i => (double)i), loaded);
    }

    private static void Says(string expected, Action call) => Assert.Contains(expected, Assert.Throws<ArgumentException>(call).Message);
}

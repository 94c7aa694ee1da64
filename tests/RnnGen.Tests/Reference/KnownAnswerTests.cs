namespace RnnGen.Tests;

/// <summary>
/// Forward passes computed by a script from the equations alone (<c>tests/known-answers/variants.py</c>), with nothing of the engine in it;
/// and passes that can be computed by hand.
/// </summary>
public class KnownAnswerTests
{
    private static readonly double[] s_inputs = [0.5, -1.0, 0.25, 1.0, 0.75, -0.5, -0.25, 0.5, 1.0];   // [3, 3]

    public static TheoryData<ModelSpec, double[]> Answers => new()
    {
        { new ModelSpec(new InputSpec(3), new RnnSpec(2) { Name = "" }),
            [-0.7837426664759929, 0.23549574953849794, 0.0043210728640124575, 0.1545531692976562, 0.010524557245257813, 0.4326714201066885] },
        { new ModelSpec(new InputSpec(3), new LstmSpec(2) { Name = "" }),
            [-0.10182560339058147, 0.34064933245402246, 0.07275342384491651, 0.10564576425253355, 0.00484561121030436, 0.15271801593060408] },
        { new ModelSpec(new InputSpec(3), new GruSpec(2) { Name = "" }),
            [0.33575429325667405, -0.07273713284372557, 0.42779936717385075, -0.2382734600525548, 0.019160537749584483, 0.0121939937828133] },
        { new ModelSpec(new InputSpec(3), new GruSpec(2) { Name = "", Reset = GruReset.BeforeProduct }),
            [0.31212068551250643, 0.06956783389648422, 0.42357534254888796, -0.052946067709818335, 0.050573376773725226, 0.25219376904571356] },
        { new ModelSpec(new InputSpec(3), new LstmSpec(2) { Name = "", Projection = 1 }),
            [-0.1366009746278987, -0.038384515139253624, -0.06498305746158754] },
    };

    [Theory, MemberData(nameof(Answers))]
    public void CellsFollowTheirEquations(ModelSpec spec, double[] expected)
    {
        double[] found = Run(spec).Outputs;
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-15);
    }

    [Fact]
    public void TheLstmHandsOutItsCell()
    {
        ReferenceRun run = Run(new ModelSpec(new InputSpec(3), new LstmSpec(2) { Name = "" }));
        Assert.Equal(0.01045274632078537, run.FinalState["c_l0"][0], 1e-15);
        Assert.Equal(0.26056393816197726, run.FinalState["c_l0"][1], 1e-15);
        Assert.Equal(run.Outputs[^2..], run.FinalState["h_l0"]);
    }

    [Theory]
    [InlineData(OutputMode.LastStep, 4.0, -1.0)]
    [InlineData(OutputMode.FinalState, 4.0, -1.0)]
    [InlineData(OutputMode.Mean, 3.0, 1.0)]
    [InlineData(OutputMode.Max, 4.0, 3.0)]
    public void OutputModesPool(OutputMode output, double first, double second)
    {
        // The layer gives its input: W = 1, U = 0.
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(2), new RnnSpec(2) { Name = "", Activation = Activation.Identity }) { Output = output });
        network.Parameters["weight_ih_l0"][0] = network.Parameters["weight_ih_l0"][3] = 1;
        Assert.Equal([first, second], network.Forward([1.0, 3.0, 4.0, 1.0, 4.0, -1.0]).Outputs);
    }

    [Fact]
    public void TheEarliestMaximumGetsTheGradient()
    {
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(1), new RnnSpec(1) { Name = "", Activation = Activation.Identity }) { Output = OutputMode.Max });
        network.Parameters["weight_ih_l0"][0] = 1;
        Assert.Equal([0, 2, 0], network.Backward(network.Forward([1.0, 5.0, 5.0]), [2.0]).Inputs);
    }

    [Fact]
    public void TheBackwardDirectionStandsInTheOrderOfTime()
    {
        // h' = x + h/2, from the end: [1 + (2 + 4/2)/2, 2 + 4/2, 4].
        var spec = new ModelSpec(new InputSpec(1), new RnnSpec(1) { Name = "", Activation = Activation.Identity, Direction = Direction.Backward });
        Assert.Equal([3, 4, 4], Run(OutputMode.EveryStep));
        Assert.Equal([4], Run(OutputMode.LastStep));
        Assert.Equal([3], Run(OutputMode.FinalState));

        double[] Run(OutputMode output)
        {
            var network = new ReferenceNetwork(spec with { Output = output });
            network.Parameters["weight_ih_l0_reverse"][0] = 1;
            network.Parameters["weight_hh_l0_reverse"][0] = 0.5;
            return network.Forward([1.0, 2.0, 4.0]).Outputs;
        }
    }

    private static ReferenceRun Run(ModelSpec spec)
    {
        var network = new ReferenceNetwork(spec);
        // Element k of tensor s is ((7k + s) mod 11 − 5) / 10.
        string[] names = ["weight_ih_l0", "weight_hh_l0", "bias_l0", "bias_hn_l0", "weight_hr_l0"];
        foreach (TensorInfo tensor in network.Parameters.Tensors)
        {
            int s = Array.IndexOf(names, tensor.Name) + 1;
            double[] values = network.Parameters[tensor.Name];
            for (int k = 0; k < values.Length; k++) values[k] = ((k * 7 + s) % 11 - 5) / 10.0;
        }
        ReferenceTensors state = network.NewState();
        double[] h = state["h_l0"], initial = [0.3, -0.6];
        Array.Copy(initial, h, h.Length);
        if (spec.Layers[1] is LstmSpec) new double[] { -0.4, 0.8 }.CopyTo(state["c_l0"], 0);
        return network.Forward(s_inputs, state);
    }
}
